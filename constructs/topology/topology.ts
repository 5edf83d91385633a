import {
  commandPurpose,
  commandSubject,
  consumerName,
  type EdgePolicy,
  edgePolicy,
  operationsOf,
  type Route,
  type ServiceDeclaration,
  streamOf,
} from '../declaration';
import { problemsOf } from './checks';
import { DeclarationErrors } from './declaration-errors';
import { sortedBy } from './order';
import { placeOf } from './place';

export { usesBroker } from '../declaration';

interface EdgeEnds {
  /** Service that begins: the caller, the sender, the publisher. */
  readonly from: string;
  /** Service that answers or reacts. */
  readonly to: string;
  /** Where the edge is declared, e.g. `services/orders/service.ts: calls.products`. */
  readonly place: string;
}

/** HTTP calls of one service to another's operations. */
export interface CallEdge extends EdgeEnds {
  readonly kind: 'call';
  /** Sorted. */
  readonly operations: readonly string[];
  readonly policy: Required<EdgePolicy>;
}

/** Public requests that a gateway passes on. */
export interface ForwardEdge extends EdgeEnds {
  readonly kind: 'forward';
  /** The callee's public routes, in its order. */
  readonly routes: readonly Route[];
  readonly policy: Required<EdgePolicy>;
}

interface MessageEdge extends EdgeEnds {
  readonly subject: string;
  readonly version: number;
  /** JetStream stream that holds the messages. */
  readonly stream: string;
  /** Durable consumer through which the receiver reads them. */
  readonly consumer: string;
  /** Where the other side declares it. */
  readonly counterpart: string;
}

/** A command from its sender to the service that handles it. */
export interface CommandEdge extends MessageEdge {
  readonly kind: 'command';
  readonly command: string;
}

/** An event from its owner to one subscriber. Its `place` is the subscription, its `counterpart` the publication. */
export interface EventEdge extends MessageEdge {
  readonly kind: 'event';
  readonly purpose: string;
}

export type Edge = CallEdge | ForwardEdge | CommandEdge | EventEdge;

/** The graph of declared communication. What is not in it does not happen. Frozen; all lists sorted. */
export interface Topology {
  readonly services: readonly ServiceDeclaration[];
  readonly byName: ReadonlyMap<string, ServiceDeclaration>;
  readonly calls: readonly CallEdge[];
  readonly forwards: readonly ForwardEdge[];
  readonly commands: readonly CommandEdge[];
  readonly events: readonly EventEdge[];
  /** Edges that begin at a service; every service has an entry. */
  readonly outgoing: ReadonlyMap<string, readonly Edge[]>;
  /** Edges that end at a service; every service has an entry. */
  readonly incoming: ReadonlyMap<string, readonly Edge[]>;
}

/**
 * The graph of a set of declarations.
 * @throws DeclarationErrors with everything that is wrong with them
 */
export function topologyOf(declarations: readonly ServiceDeclaration[]): Topology {
  const problems = problemsOf(declarations);
  if (problems.length > 0) {
    throw new DeclarationErrors(problems);
  }
  const services = sortedBy(declarations, ({ name }) => name);
  const byName = new Map(services.map((service) => [service.name, service]));
  const serviceNamed = (name: string): ServiceDeclaration => byName.get(name) as ServiceDeclaration;
  const owners = new Map(services.flatMap((service) => Object.keys(service.publishes).map((s) => [s, service])));

  const graph = {
    services,
    calls: services.flatMap(callsOf),
    forwards: services.flatMap((service) => forwardsOf(service, serviceNamed)),
    commands: sortedBy(
      services.flatMap((service) => commandsOf(service, serviceNamed)),
      ({ subject, from }) => [subject, from].join('\n'),
    ),
    events: sortedBy(
      services.flatMap((service) => eventsOf(service, (subject) => owners.get(subject) as ServiceDeclaration)),
      ({ subject, to }) => [subject, to].join('\n'),
    ),
  };
  for (const list of Object.values(graph)) {
    Object.freeze(list);
  }
  const edges = edgesOf(graph);
  edges.forEach(freezeEdge);
  return Object.freeze({
    ...graph,
    byName,
    outgoing: groupedBy(services, edges, ({ from }) => from),
    incoming: groupedBy(services, edges, ({ to }) => to),
  });
}

/** All edges: calls, forwards, commands, events. */
export function edgesOf(topology: Pick<Topology, 'calls' | 'forwards' | 'commands' | 'events'>): readonly Edge[] {
  return [...topology.calls, ...topology.forwards, ...topology.commands, ...topology.events];
}

/**
 * A service by its name.
 * @throws Error when there is none
 */
export function serviceOf(topology: Topology, name: string): ServiceDeclaration {
  const service = topology.byName.get(name);
  if (service === undefined) {
    const known = [...topology.byName.keys()].join(', ');
    throw new Error(`there is no service ${name}; there are ${known}`);
  }
  return service;
}

function callsOf(service: ServiceDeclaration): CallEdge[] {
  return sortedBy(Object.entries(service.calls), ([peer]) => peer).map(([peer, call]) => ({
    kind: 'call',
    from: service.name,
    to: peer,
    place: placeOf(service.name, 'calls', peer),
    operations: [...operationsOf(call)].sort(),
    policy: edgePolicy(call),
  }));
}

function forwardsOf(service: ServiceDeclaration, serviceNamed: (name: string) => ServiceDeclaration): ForwardEdge[] {
  return sortedBy(Object.entries(service.forwards ?? {}), ([peer]) => peer).map(([peer, policy]) => ({
    kind: 'forward',
    from: service.name,
    to: peer,
    place: placeOf(service.name, 'forwards', peer),
    routes: [...serviceNamed(peer).http.routes],
    policy: edgePolicy(policy),
  }));
}

function commandsOf(service: ServiceDeclaration, serviceNamed: (name: string) => ServiceDeclaration): CommandEdge[] {
  return Object.entries(service.sends ?? {}).flatMap(([peer, commands]) =>
    commands.map(
      (command, index): CommandEdge => ({
        kind: 'command',
        from: service.name,
        to: peer,
        place: placeOf(service.name, 'sends', peer, index),
        counterpart: placeOf(peer, 'handles', command),
        command,
        subject: commandSubject(peer, command),
        version: serviceNamed(peer).handles?.[command]?.version as number,
        stream: streamOf(peer),
        consumer: consumerName(peer, commandPurpose),
      }),
    ),
  );
}

function eventsOf(service: ServiceDeclaration, ownerOfSubject: (subject: string) => ServiceDeclaration): EventEdge[] {
  return Object.entries(service.subscribes).map(([subject, { version, purpose = 'events' }]) => {
    const owner = ownerOfSubject(subject).name;
    return {
      kind: 'event',
      from: owner,
      to: service.name,
      place: placeOf(service.name, 'subscribes', subject),
      counterpart: placeOf(owner, 'publishes', subject),
      subject,
      version,
      purpose,
      stream: streamOf(owner),
      consumer: consumerName(service.name, purpose),
    };
  });
}

function groupedBy(
  services: readonly ServiceDeclaration[],
  edges: readonly Edge[],
  end: (edge: Edge) => string,
): ReadonlyMap<string, readonly Edge[]> {
  const groups = new Map<string, Edge[]>(services.map(({ name }) => [name, []]));
  for (const edge of edges) {
    groups.get(end(edge))?.push(edge);
  }
  for (const group of groups.values()) {
    Object.freeze(group);
  }
  return groups;
}

/** The edge's own lists and objects; the routes in them belong to the declarations, and so to the caller. */
function freezeEdge(edge: Edge): void {
  for (const value of Object.values(edge)) {
    Object.freeze(value);
  }
  Object.freeze(edge);
}
