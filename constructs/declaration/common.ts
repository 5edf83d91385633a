import type { ConfigKey, EdgePolicy, ServiceDeclaration } from './service-declaration';

/** Configuration keys that every service has, because the runtime itself reads them. */
export const commonConfig = {
  LOG_LEVEL: {
    type: 'enum',
    values: ['trace', 'debug', 'info', 'warn', 'error', 'fatal'],
    default: 'info',
    description: 'Least severe log record that is written.',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    type: 'string',
    default: '',
    pattern: '(https?://[!-~]+)?',
    description:
      'OTLP/HTTP endpoint for traces, e.g. http://otel-collector:4318, which the network must let through. Empty: no tracing and no cost.',
  },
  TRACE_SAMPLE_PERCENT: {
    type: 'integer',
    default: 100,
    minimum: 0,
    maximum: 100,
    description: 'Share of new traces that are recorded, in percent.',
  },
  ENFORCE: {
    type: 'enum',
    values: ['refuse', 'log'],
    default: 'refuse',
    description: 'What happens to undeclared communication: refused, or only logged and counted.',
  },
} as const satisfies Record<string, ConfigKey>;

/**
 * Variables from which the runtime takes where a service listens, what it is connected to and when it must end: set by
 * the platform, beside those of `peerUrlVariable`.
 */
export const wiringVariables = [
  'ADMIN_PORT',
  'DATABASE_URL',
  'HOST',
  'NATS_NKEY_SEED',
  'NATS_URL',
  'PORT',
  'PRE_STOP_MS',
  'SHUTDOWN_DELAY_MS',
  'SHUTDOWN_GRACE_MS',
] as const;

/** All configuration keys of a service: the common ones and its own. */
export function configOf(declaration: ServiceDeclaration): Record<string, ConfigKey> {
  const common: Record<string, ConfigKey> = { ...commonConfig };
  if (declaration.enforce !== undefined) {
    common.ENFORCE = { ...commonConfig.ENFORCE, default: declaration.enforce };
  }
  return { ...common, ...declaration.config };
}

/** What stands on a synchronous edge that says nothing else. */
export const defaultEdgePolicy = {
  timeoutMs: 2_000,
  retries: 2,
  retryBudget: 0.2,
  breaker: { consecutiveFailures: 5, openMs: 10_000 },
  bulkhead: 64,
} as const satisfies Required<EdgePolicy>;

/** An edge's policy with every field set. */
export function edgePolicy(policy: EdgePolicy | readonly string[] = {}): Required<EdgePolicy> {
  const given = Array.isArray(policy) ? {} : (policy as EdgePolicy);
  return {
    timeoutMs: given.timeoutMs ?? defaultEdgePolicy.timeoutMs,
    retries: given.retries ?? defaultEdgePolicy.retries,
    retryBudget: given.retryBudget ?? defaultEdgePolicy.retryBudget,
    breaker: given.breaker ?? defaultEdgePolicy.breaker,
    bulkhead: given.bulkhead ?? defaultEdgePolicy.bulkhead,
  };
}

/** Operations of a call in either of its forms. */
export function operationsOf(call: readonly string[] | { readonly operations: readonly string[] }): readonly string[] {
  return 'operations' in call ? call.operations : call;
}

/** Whether a service says or hears anything over the broker; one that does not has no user there. */
export function usesBroker({ publishes, subscribes, handles = {}, sends = {} }: ServiceDeclaration): boolean {
  return [publishes, subscribes, handles, sends].some((names) => Object.keys(names).length > 0);
}
