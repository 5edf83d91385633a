import type { EdgePolicy } from '../../declaration';
import type { ConsumerConfig } from '../broker';
import type { Edge } from '../topology';

/** An answer over all layers to "may this service do that, and why". */
export interface Explanation {
  readonly from: string;
  /** A service, `<service>.<operation or command>`, or a subject. */
  readonly target: string;
  readonly allowed: boolean;
  /** The answer in one sentence. */
  readonly answer: string;
  /** What is declared, layer by layer; empty for a refusal. */
  readonly edges: readonly EdgeExplanation[];
  /** Ways to allow it, each with the lines that it takes; empty where it is allowed. */
  readonly ways: readonly (readonly MissingLine[])[];
}

export interface EdgeExplanation {
  readonly kind: Edge['kind'] | 'publication';
  readonly from: string;
  /** Absent for an event that nobody subscribes. */
  readonly to?: string;
  /** Operation, command or subject; absent for forwarded routes. */
  readonly name?: string;
  /** Lines of the declarations that make the edge, e.g. `services/orders/service.ts: calls.products`. */
  readonly declaredBy: readonly string[];
  /** How the code of each side uses the edge. */
  readonly code: readonly SideNote[];
  /** What stands on a synchronous edge. */
  readonly policy?: Required<EdgePolicy> & { readonly retried: boolean };
  readonly network: readonly NetworkRule[];
  /** What the broker lets each side publish for it. */
  readonly grants: readonly BrokerGrant[];
  readonly stream?: string;
  readonly consumer?: ConsumerConfig;
  readonly deadLetters?: string;
  readonly scaler?: Scaler;
}

export interface SideNote {
  readonly service: string;
  readonly note: string;
}

/** A rule of a NetworkPolicy, by the pods it is for and the pods at the other end. */
export interface NetworkRule {
  readonly policyOf: string;
  readonly direction: 'egress' | 'ingress';
  readonly peer: string;
  readonly port: number;
  /** Where the proxies of the two meet, open besides while global.mesh is linkerd. @default - one of them has no proxy */
  readonly linkerdPort?: number;
}

export interface BrokerGrant {
  readonly user: string;
  readonly publish: string;
  readonly reason: string;
}

/** Who sets the reader's number of pods, as the value `autoscaling.scaler` says. */
export interface Scaler {
  readonly service: string;
  /** A HorizontalPodAutoscaler, which knows nothing of messages. */
  readonly default: 'hpa';
  /** With `keda` instead: a trigger for the backlog of the durable consumer. */
  readonly keda: ScalerTrigger;
}

/** KEDA's trigger for the backlog of a durable consumer. */
export interface ScalerTrigger {
  readonly type: 'nats-jetstream';
  readonly account: string;
  readonly stream: string;
  readonly consumer: string;
}

export interface MissingLine {
  /** File and key path. */
  readonly place: string;
  /** What to write there, as TypeScript. */
  readonly line: string;
}
