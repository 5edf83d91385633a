import type { Template } from '../template';
import type { Values } from '../values';

/** How long and how often one probe asks; all in seconds or counts. */
interface ProbeDefaults {
  readonly path: string;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/**
 * Three probes on three paths of the admin port, so that a slow start, an overload and a dead process are told apart:
 * only `/livez` may restart a container, and it asks for nothing but the process itself.
 */
const probes: Readonly<Record<'startup' | 'readiness' | 'liveness', ProbeDefaults>> = {
  startup: { path: '/startupz', periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 60 },
  readiness: { path: '/readyz', periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 2 },
  liveness: { path: '/livez', periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 },
};

/** The probes of the server's container, by field of the container. */
export function probeFields(values: Values): Record<string, Template> {
  const fields: Record<string, Template> = {};
  for (const [name, probe] of Object.entries(probes)) {
    const own = values.at('probes', name).describe(`The ${name} probe, on ${probe.path} of the admin port.`);
    const seconds = (
      key: 'periodSeconds' | 'timeoutSeconds' | 'failureThreshold',
      maximum: number,
      description: string,
    ) => own.integer(key, { default: probe[key], minimum: 1, maximum, description });
    fields[`${name}Probe`] = {
      httpGet: { path: probe.path, port: 'admin', scheme: 'HTTP' },
      periodSeconds: seconds('periodSeconds', 600, 'Seconds between two questions.'),
      timeoutSeconds: seconds('timeoutSeconds', 60, 'Seconds until a question counts as failed.'),
      failureThreshold: seconds('failureThreshold', 1_000, 'Failures in a row before something is done.'),
    };
  }
  return fields;
}
