import type { ServiceDeclaration } from '@flotilla/constructs/declaration';

/** A service of a fleet that calls the one before it, and reads what that publishes. */
export function chainedService(name: string, index: number, names: readonly string[]): ServiceDeclaration {
  const callee = names[index - 1];
  return {
    name,
    description: `Service ${index} of a benchmark.`,
    http: {
      port: 3000,
      adminPort: 9090,
      routes: [{ method: 'GET', path: `/${name}`, access: 'user' }],
      operations: { quote: { method: 'POST', path: '/internal/quote', description: 'Prices.' } },
    },
    config: { STEP_SECONDS: { type: 'integer', default: 60, minimum: 2, maximum: 3_600, description: 'A step.' } },
    calls: callee === undefined ? {} : { [callee]: ['quote'] },
    publishes: {
      [`${name}.v1.thing.changed`]: { version: 1, schema: 'ThingChanged', description: 'Something changed.' },
    },
    subscribes: callee === undefined ? {} : { [`${callee}.v1.thing.changed`]: { version: 1 } },
  };
}
