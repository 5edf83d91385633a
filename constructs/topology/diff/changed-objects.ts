import { consumersOf, traitsOf } from '../../declaration';
import { brokerPermissions, durableConsumersOf, streamsOf } from '../broker';
import { sortedBy } from '../order';
import { type Topology, usesBroker } from '../topology';

/** A Kubernetes object that differs, and what differs in it. */
export interface ChangedObject {
  readonly kind: string;
  /** Service that the object belongs to; `nats` for the broker. */
  readonly of: string;
  readonly why: string;
}

/** Objects whose content follows from the topology and differs; `all objects` for a service that comes or goes. */
export function changedObjects(before: Topology, after: Topology): ChangedObject[] {
  const names = [...new Set([...before.byName.keys(), ...after.byName.keys()])];
  const objects = names.flatMap((name) => {
    if (!before.byName.has(name) || !after.byName.has(name)) {
      return [
        { kind: 'all objects', of: name, why: before.byName.has(name) ? 'the service is gone' : 'the service is new' },
      ];
    }
    return serviceObjects(before, after, name);
  });
  return sortedBy([...objects, ...brokerObjects(before, after)], ({ of, kind }) => `${of}\n${kind}`);
}

function serviceObjects(before: Topology, after: Topology, name: string): ChangedObject[] {
  const differs = (fact: (topology: Topology, service: string) => unknown): boolean =>
    !isSame(fact(before, name), fact(after, name));
  const object = (kind: string, why: string, isChanged: boolean): ChangedObject[] =>
    isChanged ? [{ kind, of: name, why }] : [];
  return [
    ...object('ConfigMap', 'addresses of the services it calls', differs(httpPeers)),
    ...object('ConfigMap', 'what happens to undeclared communication', differs(enforcement)),
    ...object('Deployment', 'refers to the ConfigMap and to its credentials of the broker', differs(podFacts)),
    ...object('NetworkPolicy', 'whom it may reach and who may reach it', differs(networkFacts)),
    ...object('ScaledObject', 'triggers for the backlog of its consumers, with KEDA', differs(consumerNames)),
    ...object('AuthorizationPolicy', 'who may call it, with a mesh', differs(httpCallers)),
    ...object('MeshTLSAuthentication', 'who may call it, with Linkerd', differs(callerNames)),
    ...object('VirtualService', 'timeouts of the calls to it, with Istio', differs(callTimeouts)),
    ...object('PrometheusRule', 'what is worth an alert, where alerts are on', differs(traits)),
    ...object('ConfigMap', 'what its dashboard shows, where it is on', differs(traits)),
  ];
}

function brokerObjects(before: Topology, after: Topology): ChangedObject[] {
  const of = 'nats';
  const users = changedUsers(before, after);
  const provisioned = (topology: Topology): unknown => [streamsOf(topology), durableConsumersOf(topology)];
  const members = (topology: Topology): unknown => topology.services.filter(usesBroker).map(({ name }) => name);
  return [
    ...(users.length > 0 ? [{ kind: 'ConfigMap', of, why: `permissions of ${users.join(', ')}` }] : []),
    ...(isSame(provisioned(before), provisioned(after))
      ? []
      : [{ kind: 'Job', of, why: 'makes the streams and durable consumers' }]),
    ...(isSame(members(before), members(after))
      ? []
      : [{ kind: 'NetworkPolicy', of, why: 'who may reach the broker' }]),
  ];
}

function changedUsers(before: Topology, after: Topology): string[] {
  const grantsOf = (topology: Topology): Map<string, unknown> =>
    new Map(brokerPermissions(topology).map(({ name, publish, subscribe }) => [name, { publish, subscribe }]));
  const [old, now] = [grantsOf(before), grantsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((user) => !isSame(old.get(user), now.get(user))).sort();
}

function httpPeers({ outgoing }: Topology, name: string): string[] {
  const edges = outgoing.get(name) ?? [];
  return distinct(edges.flatMap(({ kind, to }) => (kind === 'call' || kind === 'forward' ? [to] : [])));
}

function httpCallers({ incoming }: Topology, name: string): string[] {
  const edges = incoming.get(name) ?? [];
  return distinct(
    edges.flatMap((edge) => {
      if (edge.kind === 'call') {
        return edge.operations.map((operation) => `${edge.from} ${operation}`);
      }
      return edge.kind === 'forward' ? edge.routes.map(({ method, path }) => `${edge.from} ${method} ${path}`) : [];
    }),
  );
}

function callerNames(topology: Topology, name: string): string[] {
  return distinct(httpCallers(topology, name).map((caller) => caller.split(' ', 1)[0] as string));
}

function callTimeouts({ incoming }: Topology, name: string): unknown {
  const edges = incoming.get(name) ?? [];
  return edges.flatMap((edge) => (edge.kind === 'call' ? [`${edge.from} ${edge.policy.timeoutMs}`] : [])).sort();
}

function traits({ byName }: Topology, name: string): unknown {
  const service = byName.get(name);
  return service && traitsOf(service);
}

function networkFacts(topology: Topology, name: string): unknown {
  const peers = httpPeers(topology, name).map((peer) => `${peer}:${topology.byName.get(peer)?.http.port}`);
  const service = topology.byName.get(name);
  return {
    callers: callerNames(topology, name),
    peers,
    port: service?.http.port,
    broker: service && usesBroker(service),
  };
}

function podFacts(topology: Topology, name: string): unknown {
  const service = topology.byName.get(name);
  return {
    peers: httpPeers(topology, name),
    broker: service && usesBroker(service),
    enforcement: enforcement(topology, name),
  };
}

function enforcement({ byName }: Topology, name: string): string {
  return byName.get(name)?.enforce ?? 'refuse';
}

function consumerNames(topology: Topology, name: string): unknown {
  const service = topology.byName.get(name);
  return service && consumersOf(service).map(({ stream, durable }) => `${stream} ${durable}`);
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
