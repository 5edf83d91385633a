import type { ServiceDeclaration } from '../declaration';
import { brokerPermissions, durableConsumersOf, natsConfig, nkeyVariables, streamsOf } from './broker';
import { diffTopology } from './diff';
import { topologyMarkdown, topologySvg } from './picture';
import { library } from './testing/declarations';
import { edgesOf, serviceOf, topologyOf, usesBroker } from './topology';

const topology = topologyOf(library);

test('the graph has an edge for every declared way from one service to another', () => {
  expect(edgesOf(topology)).toEqual([
    {
      kind: 'call',
      from: 'loans',
      to: 'catalogue',
      place: 'services/loans/service.ts: calls.catalogue',
      operations: ['copies', 'find'],
      policy: {
        timeoutMs: 300,
        retries: 1,
        retryBudget: 0.2,
        breaker: { consecutiveFailures: 5, openMs: 10_000 },
        bulkhead: 64,
      },
    },
    {
      kind: 'forward',
      from: 'gateway',
      to: 'loans',
      place: 'services/gateway/service.ts: forwards.loans',
      routes: [
        { method: 'POST', path: '/loans', access: 'public' },
        { method: 'GET', path: '/loans/{id}', access: 'public' },
      ],
      policy: expect.objectContaining({ timeoutMs: 700, retries: 2 }),
    },
    {
      kind: 'command',
      from: 'loans',
      to: 'accounts',
      place: 'services/loans/service.ts: sends.accounts[0]',
      counterpart: 'services/accounts/service.ts: handles.charge',
      command: 'charge',
      subject: 'accounts.v1.cmd.charge',
      version: 1,
      stream: 'ACCOUNTS',
      consumer: 'accounts-commands',
    },
    {
      kind: 'event',
      from: 'accounts',
      to: 'loans',
      place: "services/loans/service.ts: subscribes['accounts.v1.account.closed']",
      counterpart: "services/accounts/service.ts: publishes['accounts.v1.account.closed']",
      subject: 'accounts.v1.account.closed',
      version: 1,
      purpose: 'privacy',
      stream: 'ACCOUNTS',
      consumer: 'loans-privacy',
    },
  ]);
});

test('edges are found from either end, and every service has an entry', () => {
  const ends = (edges: ReadonlyMap<string, readonly { kind: string }[]>): unknown =>
    Object.fromEntries([...edges].map(([name, list]) => [name, list.map(({ kind }) => kind)]));
  expect(ends(topology.outgoing)).toEqual({
    accounts: ['event'],
    catalogue: [],
    gateway: ['forward'],
    loans: ['call', 'command'],
  });
  expect(ends(topology.incoming)).toEqual({
    accounts: ['command'],
    catalogue: ['call'],
    gateway: [],
    loans: ['forward', 'event'],
  });
});

test('the graph cannot be changed', () => {
  const edge = topology.calls[0] as unknown as { to: string; operations: string[] };
  expect(() => {
    edge.to = 'accounts';
  }).toThrow(TypeError);
  expect(() => edge.operations.push('burn')).toThrow(TypeError);
  expect(() => (topology.calls as unknown[]).pop()).toThrow(TypeError);
  expect(() => Object.assign(topology, { calls: [] })).toThrow(TypeError);
});

test('what the caller gave is left as it was', () => {
  const given: readonly ServiceDeclaration[] = structuredClone(library);
  topologyOf(given);
  expect(given).toEqual(library);
  expect(Object.isFrozen(given[1]?.http.routes)).toBe(false);
});

test('nothing depends on the order of the declarations', () => {
  const derived = (declarations: readonly ServiceDeclaration[]): unknown => {
    const graph = topologyOf(declarations);
    const users = brokerPermissions(graph);
    return [
      edgesOf(graph),
      streamsOf(graph),
      durableConsumersOf(graph),
      natsConfig({ users, publicKeys: nkeyVariables, storeDir: '/data', port: 4222, monitorPort: 8222 }),
      topologyMarkdown(graph),
      topologySvg(graph),
      diffTopology(topologyOf([]), graph),
    ];
  };
  expect(derived(library.toReversed())).toEqual(derived(library));
});

test('a service that neither says nor hears anything has no use for the broker', () => {
  expect(topology.services.filter(usesBroker).map(({ name }) => name)).toEqual(['accounts', 'loans']);
});

test('an unknown service is an error that names the known ones', () => {
  expect(() => serviceOf(topology, 'loan')).toThrow(
    'there is no service loan; there are accounts, catalogue, gateway, loans',
  );
});
