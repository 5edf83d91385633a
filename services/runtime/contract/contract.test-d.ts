import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { z } from 'zod';
import type { Contracts, EventData } from '../messaging';
import { type CalledOperation, type Contract, defineContract, type PeerName, type RouteKey } from '.';

const declaration = {
  name: 'library',
  description: 'Lends books.',
  http: {
    port: 3000,
    adminPort: 9090,
    routes: [
      { method: 'GET', path: '/books/{id}', access: 'public' },
      { method: 'POST', path: '/loans', access: 'user' },
    ],
    operations: { find: { method: 'POST', path: '/internal/find', safe: true, description: 'Finds a book.' } },
  },
  config: {},
  calls: { members: ['card'], weather: { operations: ['today', 'week'], timeoutMs: 500 } },
  publishes: { 'library.v1.loan.begun': { version: 1, schema: 'LoanBegun', description: 'A book left.' } },
  subscribes: { 'post.v1.parcel.arrived': { version: 1 } },
  handles: { recall: { version: 1, schema: 'Recall', description: 'Call a book back.' } },
  sends: { printer: ['print'] },
} as const satisfies ServiceDeclaration;

const find = { input: z.object({ title: z.string() }), output: z.object({ id: z.string() }) };
const events = { 'library.v1.loan.begun': z.object({ bookId: z.string() }) };
const commands = { recall: z.object({ bookId: z.string() }) };
const complete = { operations: { find }, events, commands };

export const contract = defineContract(declaration, {
  ...complete,
  routes: {
    'GET /books/{id}': { summary: 'A book', params: z.object({ id: z.uuid() }), responses: { 200: find.output } },
  },
});

contract satisfies Contract;
({ library: contract }) satisfies Contracts;
'' satisfies EventData<{ library: typeof contract }, 'library.v1.loan.begun'>['bookId'];
'weather' satisfies PeerName<typeof declaration>;
'post' satisfies PeerName<typeof declaration>;
'printer' satisfies PeerName<typeof declaration>;
'week' satisfies CalledOperation<typeof declaration, 'weather'>;
'POST /loans' satisfies RouteKey<typeof declaration>;

// @ts-expect-error nobody by this name is called, heard or sent to
'payments' satisfies PeerName<typeof declaration>;
// @ts-expect-error members offers it, but it is not called
'address' satisfies CalledOperation<typeof declaration, 'members'>;

// @ts-expect-error the schema of a declared operation is missing
defineContract(declaration, { events, commands });
// @ts-expect-error the schema of a declared event is missing
defineContract(declaration, { ...complete, events: {} });
// @ts-expect-error the schemas of declared commands are missing
defineContract(declaration, { operations: { find }, events });
// @ts-expect-error an operation that is not declared
defineContract(declaration, { ...complete, operations: { find, burn: find } });
// @ts-expect-error an event that is not declared
defineContract(declaration, { ...complete, events: { ...events, 'library.v1.loan.ended': z.object({}) } });
// @ts-expect-error a command that is not declared
defineContract(declaration, { ...complete, commands: { ...commands, burn: z.object({}) } });
// @ts-expect-error a route that is not declared
defineContract(declaration, { ...complete, routes: { 'GET /loans': { summary: 'Loans', responses: { 200: null } } } });
defineContract(declaration, {
  ...complete,
  routes: {
    // @ts-expect-error the path has a parameter `id`
    'GET /books/{id}': { summary: 'A book', params: z.object({ isbn: z.string() }), responses: { 200: find.output } },
  },
});

const silent = { ...declaration, publishes: {}, handles: {}, http: { port: 1, adminPort: 2, routes: [] } } as const;
defineContract(silent, {});
// @ts-expect-error nothing is published
defineContract(silent, { events });
