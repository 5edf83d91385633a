import type { ServiceDeclaration } from '../../declaration';

/** The smallest declaration of a name, with what a test adds to it. */
export function service(name: string, own: Partial<ServiceDeclaration> = {}): ServiceDeclaration {
  return {
    name,
    description: `What ${name} is for.`,
    http: { port: 3000, adminPort: 9090, routes: [] },
    config: {},
    calls: {},
    publishes: {},
    subscribes: {},
    ...own,
  };
}

/** The HTTP side with operations of the given names, and routes as `GET /things`. */
export function http(operations: readonly string[], routes: readonly string[] = []): ServiceDeclaration['http'] {
  return {
    port: 3000,
    adminPort: 9090,
    routes: routes.map((route) => {
      const [method, path] = route.split(' ') as ['GET', string];
      return { method, path, access: 'public' };
    }),
    operations: Object.fromEntries(
      operations.map((name) => [name, { method: 'POST', path: `/internal/${name}`, description: `Does ${name}.` }]),
    ),
  };
}

export const event = { version: 1, schema: 'Something', description: 'Something happened.' } as const;

/** A library: a gateway, loans that ask the catalogue and the accounts, and reminders that nobody hears. */
export const library: readonly ServiceDeclaration[] = [
  service('gateway', { forwards: { loans: { timeoutMs: 700 } } }),
  service('loans', {
    http: http([], ['POST /loans', 'GET /loans/{id}']),
    database: { migrations: true },
    calls: { catalogue: { operations: ['find', 'copies'], timeoutMs: 300, retries: 1 } },
    publishes: { 'loans.v1.loan.begun': event, 'loans.v1.loan.overdue': event },
    subscribes: { 'accounts.v1.account.closed': { version: 1, purpose: 'privacy' } },
    sends: { accounts: ['charge'] },
  }),
  service('catalogue', { http: http(['copies', 'find']) }),
  service('accounts', {
    publishes: { 'accounts.v1.account.closed': event },
    handles: { charge: { version: 1, schema: 'Charge', description: 'Charge a fee.' } },
  }),
];
