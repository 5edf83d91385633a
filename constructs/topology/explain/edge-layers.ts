import { deadLetterSubject, operationsOf, type ServiceDeclaration } from '../../declaration';
import { brokerAccount, brokerPermissions, durableConsumersOf } from '../broker';
import { placeOf } from '../place';
import { brokerPort, linkerdProxyPort } from '../ports';
import {
  type CallEdge,
  type CommandEdge,
  type EventEdge,
  type ForwardEdge,
  serviceOf,
  type Topology,
} from '../topology';
import type { BrokerGrant, EdgeExplanation, NetworkRule } from './explanation';

/** Pods of the broker. */
const brokerPods = 'nats';

/** One operation of a call, through all layers. */
export function callLayers(topology: Topology, edge: CallEdge, name: string): EdgeExplanation {
  const callee = serviceOf(topology, edge.to);
  const operation = callee.http.operations?.[name];
  if (operation === undefined) {
    throw new Error(`${edge.place}: ${edge.to} has no operation ${name}`);
  }
  const { method, path, safe = method === 'GET' } = operation;
  return {
    kind: 'call',
    from: edge.from,
    to: edge.to,
    name,
    declaredBy: [
      operationPlace(serviceOf(topology, edge.from), edge.to, name),
      placeOf(edge.to, 'http', 'operations', name),
    ],
    code: [
      { service: edge.from, note: `peers.${edge.to}.${name}(input) → ${method} http://${edge.to}${path}` },
      { service: edge.to, note: `serves ${method} ${path} on port ${callee.http.port}` },
    ],
    policy: { ...edge.policy, retried: safe },
    network: betweenServices(edge.from, edge.to, callee.http.port),
    grants: [],
  };
}

/** The item of the caller's list, in either form of a call. */
function operationPlace({ name, calls }: ServiceDeclaration, peer: string, operation: string): string {
  const call = calls[peer] ?? [];
  const index = operationsOf(call).indexOf(operation);
  return operationsOf(call) === call
    ? placeOf(name, 'calls', peer, index)
    : placeOf(name, 'calls', peer, 'operations', index);
}

/** The forwarded routes of one service, through all layers. */
export function forwardLayers(topology: Topology, edge: ForwardEdge): EdgeExplanation {
  const { port } = serviceOf(topology, edge.to).http;
  return {
    kind: 'forward',
    from: edge.from,
    to: edge.to,
    declaredBy: [edge.place, placeOf(edge.to, 'http', 'routes')],
    code: edge.routes.map(({ method, path }) => ({ service: edge.from, note: `passes on ${method} ${path}` })),
    policy: { ...edge.policy, retried: edge.routes.some(({ method }) => method === 'GET') },
    network: betweenServices(edge.from, edge.to, port),
    grants: [],
  };
}

/** A command, through all layers. */
export function commandLayers(topology: Topology, edge: CommandEdge): EdgeExplanation {
  return {
    kind: 'command',
    from: edge.from,
    name: edge.command,
    declaredBy: [edge.place, edge.counterpart],
    code: [
      { service: edge.from, note: `messages.command('${edge.to}', '${edge.command}', input)` },
      { service: edge.to, note: `handles ${edge.subject}, version ${edge.version}` },
    ],
    ...delivery(topology, edge),
  };
}

/** An event and one subscriber, through all layers. */
export function eventLayers(topology: Topology, edge: EventEdge): EdgeExplanation {
  return {
    kind: 'event',
    from: edge.from,
    name: edge.subject,
    declaredBy: [edge.counterpart, edge.place],
    code: [
      { service: edge.from, note: `messages.event('${edge.subject}', input)` },
      { service: edge.to, note: `handles ${edge.subject}, version ${edge.version}` },
    ],
    ...delivery(topology, edge),
  };
}

/** An event that nobody subscribes yet. */
export function publicationLayers(topology: Topology, from: string, subject: string, stream: string): EdgeExplanation {
  return {
    kind: 'publication',
    from,
    name: subject,
    declaredBy: [placeOf(from, 'publishes', subject)],
    code: [{ service: from, note: `messages.event('${subject}', input)` }],
    network: between(from, brokerPods, brokerPort),
    grants: grantsOf(topology, from, (granted) => granted === subject),
    stream,
  };
}

/** What commands and events have in common: from the sender over the broker to the reader's consumer. */
function delivery(
  topology: Topology,
  { from, to, subject, stream, consumer: durable }: CommandEdge | EventEdge,
): Omit<EdgeExplanation, 'kind' | 'from' | 'declaredBy' | 'code'> {
  const consumer = durableConsumersOf(topology).find(
    ({ stream: other, config }) => other === stream && config.durable_name === durable,
  );
  return {
    to,
    network: [...between(from, brokerPods, brokerPort), ...between(to, brokerPods, brokerPort)],
    grants: [
      ...grantsOf(topology, from, (granted) => granted === subject),
      ...grantsOf(topology, to, (granted) => granted.includes(`.${stream}.${durable}`)),
    ],
    stream,
    consumer: consumer?.config,
    deadLetters: deadLetterSubject(to, subject),
    scaler: {
      service: to,
      default: 'hpa',
      keda: { type: 'nats-jetstream', account: brokerAccount, stream, consumer: durable },
    },
  };
}

/** Default deny on both sides: a connection needs a rule where it leaves and one where it arrives. */
function between(from: string, to: string, port: number): NetworkRule[] {
  return [
    { policyOf: from, direction: 'egress', peer: to, port },
    { policyOf: to, direction: 'ingress', peer: from, port },
  ];
}

/** The same for two that a mesh joins; the broker stays outside of it. */
function betweenServices(from: string, to: string, port: number): NetworkRule[] {
  return between(from, to, port).map((rule) => ({ ...rule, linkerdPort: linkerdProxyPort }));
}

function grantsOf(topology: Topology, service: string, wanted: (subject: string) => boolean): BrokerGrant[] {
  const user = brokerPermissions(topology).find(({ name }) => name === service);
  return (user?.publish ?? [])
    .filter(({ subject }) => wanted(subject))
    .map(({ subject, reason }) => ({ user: service, publish: subject, reason }));
}
