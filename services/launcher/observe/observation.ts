import { type Edge, edgesOf, type Topology } from '@flotilla/constructs/topology';
import type { Sample } from './metrics-text';

/** What was seen on a declared edge since the processes at its ends started. */
export interface ObservedEdge {
  readonly edge: Edge;
  /** Operation, command or subject; absent for forwarded routes. */
  readonly what?: string;
  /** Requests or deliveries; undefined where the service that counts them gives no metrics. */
  readonly count: number | undefined;
}

/** Communication that no declaration names. */
export interface Undeclared {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

export interface Observation {
  readonly edges: readonly ObservedEdge[];
  /** Attempts that were refused, or let pass and counted where `ENFORCE` is `log`. */
  readonly undeclared: readonly Undeclared[];
  /** Services that gave no metrics. */
  readonly silent: readonly string[];
}

/**
 * Compares the topology with the metrics of its services. The sender of a message is not in the metrics of who handles
 * it: a command that two services send counts for both edges.
 */
export function observationOf(topology: Topology, metrics: ReadonlyMap<string, readonly Sample[]>): Observation {
  return {
    edges: edgesOf(topology).flatMap((edge) => observed(edge, metrics)),
    undeclared: topology.services.flatMap(({ name }) => undeclaredBy(name, metrics.get(name) ?? [])),
    silent: topology.services.map(({ name }) => name).filter((name) => !metrics.has(name)),
  };
}

function observed(edge: Edge, metrics: ReadonlyMap<string, readonly Sample[]>): ObservedEdge[] {
  const calls = (operation?: string): number | undefined =>
    sum(metrics.get(edge.from), 'peer_request_duration_seconds_count', { peer: edge.to, operation });
  switch (edge.kind) {
    case 'call':
      return edge.operations.map((operation) => ({ edge, what: operation, count: calls(operation) }));
    case 'forward':
      return [{ edge, count: calls() }];
    case 'command':
    case 'event': {
      const labels = { consumer: edge.consumer, subject: edge.subject };
      return [{ edge, what: edge.subject, count: sum(metrics.get(edge.to), 'messages_handled_total', labels) }];
    }
  }
}

function undeclaredBy(from: string, samples: readonly Sample[]): Undeclared[] {
  return samples
    .filter(({ name, value }) => name === 'undeclared_total' && value > 0)
    .map(({ labels, value }) => ({ from, to: labels.peer ?? '', count: value }));
}

function sum(
  samples: readonly Sample[] | undefined,
  metric: string,
  labels: Readonly<Record<string, string | undefined>>,
): number | undefined {
  const wanted = Object.entries(labels).filter(([, value]) => value !== undefined);
  return samples
    ?.filter(({ name, labels: found }) => name === metric && wanted.every(([key, value]) => found[key] === value))
    .reduce((total, { value }) => total + value, 0);
}
