/**
 * What a service says of itself, as plain data: the one source from which the runtime, the manifests, the chart, the
 * network policies and the broker permissions are derived. A service in another language needs only such an object.
 */
export interface ServiceDeclaration {
  /**
   * Where editors find the JSON Schema of a declaration that is written as JSON; nothing else reads it.
   * @default - nowhere
   */
  readonly $schema?: string;

  /** DNS-1035 label, at most 30 characters; also the prefix of every subject the service owns. */
  readonly name: string;

  /** One sentence: what the service is for. Shown in charts, dashboards and the topology. */
  readonly description: string;

  /** The HTTP side: its ports, its public routes and the operations that peers may call. */
  readonly http: HttpDeclaration;

  /**
   * The PostgreSQL database that belongs to this service alone.
   * @default - the service has no database
   */
  readonly database?: DatabaseDeclaration;

  /**
   * Configuration keys by environment variable name. Those of `commonConfig` every service has, and those of
   * `wiringVariables` the platform sets: neither is declared.
   */
  readonly config: Readonly<Record<string, ConfigKey>>;

  /**
   * Synchronous HTTP calls, by the name of the called service. An empty object means nobody.
   * The short form lists operations; the long form also steers timeout, retries and breaker of the edge.
   */
  readonly calls: Readonly<Record<string, readonly string[] | Call>>;

  /**
   * Services whose public routes are passed on to them unchanged (a gateway's job), by name.
   * @default - none
   */
  readonly forwards?: Readonly<Record<string, EdgePolicy>>;

  /** Events this service publishes, by subject. A subject begins with `<name>.v<n>.` and has one owner. */
  readonly publishes: Readonly<Record<string, EventDeclaration>>;

  /** Events of other services that this service handles, by subject. */
  readonly subscribes: Readonly<Record<string, Subscription>>;

  /**
   * Commands that other services may send to this one, by name; the subject is `<service>.v1.cmd.<name>`.
   * @default - none
   */
  readonly handles?: Readonly<Record<string, CommandDeclaration>>;

  /**
   * Commands sent to other services, by the name of the receiver.
   * @default - none
   */
  readonly sends?: Readonly<Record<string, readonly string[]>>;

  /**
   * Periodic jobs that run in their own pods, by name.
   * @default - none
   */
  readonly jobs?: Readonly<Record<string, JobDeclaration>>;

  /**
   * Verbs on Kubernetes resources that the service itself needs. Nothing here: no Role and no token in the pod.
   * @default - none
   */
  readonly rbac?: readonly RbacRule[];

  /**
   * Whether the runtime refuses undeclared communication or only logs and counts it (for systems that move in).
   * @default 'refuse'
   */
  readonly enforce?: 'refuse' | 'log';
}

/** The HTTP side of a service. */
export interface HttpDeclaration {
  /** Container port of the service's routes and operations. */
  readonly port: number;
  /** Container port of health, metrics and other things that are never public. Differs from `port`. */
  readonly adminPort: number;
  /** Routes that reach the service from outside, through a gateway that forwards to it. */
  readonly routes: readonly Route[];
  /**
   * Operations that peers may call, by name.
   * @default - none
   */
  readonly operations?: Readonly<Record<string, Operation>>;
  /**
   * Version of routes and operations as a whole; raised for a change that callers cannot bear.
   * @default 1
   */
  readonly version?: number;
}

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A public route. */
export interface Route {
  readonly method: HttpMethod;
  /** Path with parameters in braces, as OpenAPI writes it: `/orders/{id}`. */
  readonly path: string;
  /** Who may use it: anybody, any authenticated user, or a user with one of the named roles. */
  readonly access: 'public' | 'user' | { readonly roles: readonly string[] };
  /**
   * Rate limit class at the gateway.
   * @default 'default'
   */
  readonly limit?: 'default' | 'login' | 'register' | 'order';
  /**
   * The answer is a stream without an end of its own (server-sent events): the edge's timeout applies to its head only.
   * @default false
   */
  readonly stream?: boolean;
}

/** An HTTP operation offered to peers, never to the public. */
export interface Operation {
  readonly method: HttpMethod;
  /** Path with parameters in braces. Peers' paths start with `/internal/`, which no gateway forwards. */
  readonly path: string;
  readonly description: string;
  /**
   * Repeating the call changes nothing, so a client may retry it.
   * @default - true for GET, else false
   */
  readonly safe?: boolean;
}

/** A called service and what stands on the edge. */
export interface Call extends EdgePolicy {
  readonly operations: readonly string[];
}

/** How a synchronous edge behaves when the other side is slow or gone; runtime and mesh routes take it from here. */
export interface EdgePolicy {
  /**
   * Deadline of one attempt, in milliseconds.
   * @default 2000
   */
  readonly timeoutMs?: number;
  /**
   * Attempts after the first, for safe operations only.
   * @default 2
   */
  readonly retries?: number;
  /**
   * Retries in flight as a share of all calls, 0 to 1: a budget that keeps retries from multiplying an outage.
   * @default 0.2
   */
  readonly retryBudget?: number;
  /** @default - opens after 5 consecutive failures for 10 seconds */
  readonly breaker?: { readonly consecutiveFailures: number; readonly openMs: number };
  /**
   * Calls in flight per pod before further ones are refused at once.
   * @default 64
   */
  readonly bulkhead?: number;
}

/** A database of the service's own. */
export interface DatabaseDeclaration {
  /** `knex` migrations lie beside the service and run as a Job. */
  readonly migrations: boolean;
  /**
   * Most connections that one pod opens.
   * @default 10
   */
  readonly poolMax?: number;
}

/** An event and the schema its owner publishes for it. */
export interface EventDeclaration {
  /** Version of the payload's schema; raised when a change would break a reader. */
  readonly version: number;
  /** Name of the schema in the owner's contract. */
  readonly schema: string;
  readonly description: string;
}

/** A command and the schema its receiver publishes for it. */
export interface CommandDeclaration {
  readonly version: number;
  readonly schema: string;
  readonly description: string;
}

/** A subscription to somebody else's event. */
export interface Subscription {
  /** Version of the payload that the handler was written for; must be the owner's. */
  readonly version: number;
  /**
   * What the messages are for. Subscriptions to one owner with one purpose share a durable consumer
   * `<service>-<purpose>`, so that they keep their order and do not wait behind those of another purpose.
   * @default 'events'
   */
  readonly purpose?: string;
}

/** A job that runs on a schedule. */
export interface JobDeclaration {
  readonly description: string;
  /** Cron expression of five fields, in UTC. */
  readonly schedule: string;
  /** Arguments to the service's image. */
  readonly args: readonly string[];
}

/** A rule of a namespaced Role. */
export interface RbacRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** @default - all names */
  readonly resourceNames?: readonly string[];
}

/** One configuration key: an environment variable, or `<KEY>_FILE` with the path of a file that holds it. */
export type ConfigKey = StringKey | IntegerKey | BooleanKey | EnumKey | SecretKey;

interface ConfigKeyBase {
  readonly description: string;
}

export interface StringKey extends ConfigKeyBase {
  readonly type: 'string';
  /** @default - the key must be given */
  readonly default?: string;
  /**
   * Regular expression that the whole value must match, in what ECMAScript and Go's RE2 read alike: characters, classes,
   * groups, `|` and repeats up to 1000. Characters are named, as in `[ -~]` or `\\d`, for lack of `.`, `\\s` and `\\p`.
   */
  readonly pattern?: string;
  readonly secret?: undefined;
}

export interface IntegerKey extends ConfigKeyBase {
  readonly type: 'integer';
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  /** @default - a plain number */
  readonly unit?: 'ms' | 's' | 'bytes' | 'days';
  readonly secret?: undefined;
}

export interface BooleanKey extends ConfigKeyBase {
  readonly type: 'boolean';
  readonly default: boolean;
  readonly secret?: undefined;
}

export interface EnumKey extends ConfigKeyBase {
  readonly type: 'enum';
  readonly values: readonly string[];
  readonly default: string;
  readonly secret?: undefined;
}

/** A value that never appears in a ConfigMap, a log or a chart: only a reference to a Kubernetes Secret does. */
export interface SecretKey extends ConfigKeyBase {
  readonly type: 'string';
  readonly secret: {
    /** Name of the Secret without the release's prefix. */
    readonly name: string;
    /** Key inside the Secret. */
    readonly key: string;
  };
  /**
   * The service starts without it.
   * @default false
   */
  readonly optional?: boolean;
  readonly default?: undefined;
}
