import type { JsonObject } from '@flotilla/constructs';

/** Options of a command that say where pods go, such as to nodes that only pretend to run them. */
export const placementOptions = {
  'node-selector': { type: 'string', form: { pattern: /^[^=]+=[^=]*$/, told: 'KEY=VALUE' } },
  tolerate: { type: 'string' },
} as const;

/** @returns values of a service's chart */
export function placement(options: { readonly 'node-selector'?: string; readonly tolerate?: string }): JsonObject {
  const [key, value] = options['node-selector']?.split('=') ?? [];
  return {
    ...(key === undefined ? {} : { nodeSelector: { [key]: value as string } }),
    ...(options.tolerate === undefined ? {} : { tolerations: [{ key: options.tolerate, operator: 'Exists' }] }),
  };
}
