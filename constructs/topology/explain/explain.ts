import { commandSubject, ownerOf, type ServiceDeclaration, streamOf } from '../../declaration';
import { memberName, subject } from '../schema/declaration-schema';
import { isName, type NameSchema } from '../schema/object-schema';
import type { Edge, Topology } from '../topology';
import { callLayers, commandLayers, eventLayers, forwardLayers, publicationLayers } from './edge-layers';
import type { EdgeExplanation, Explanation, MissingLine } from './explanation';
import {
  callLine,
  forwardLine,
  handleLine,
  operationLine,
  publishLine,
  sendLine,
  subscribeLine,
} from './missing-lines';

/** The question names no service, or asks for something that is none of the three kinds of target. */
export class QuestionError extends Error {
  override readonly name = 'QuestionError';
}

/**
 * Whether a service may reach a target, by which lines of which declarations, and what every layer makes of them.
 * The target is a service (`payments`), an operation or command of one (`products.quote`), or a subject.
 * @throws QuestionError
 */
export function explain(topology: Topology, from: string, target: string): Explanation {
  const service = serviceNamed(topology, from);
  const [owner, member, ...rest] = target.split('.') as [string, string?, ...string[]];
  const peer = serviceNamed(topology, owner);
  if (member === undefined) {
    return aboutService(topology, service, peer);
  }
  if (rest.length === 0) {
    return aboutMember(topology, service, peer, checked(memberName, member), target);
  }
  if (rest[0] === 'cmd') {
    const command = checked(memberName, rest.slice(1).join('.'));
    if (commandSubject(peer.name, command) === target) {
      return aboutMember(topology, service, peer, command, target);
    }
    throw new QuestionError(
      `${target} is no subject of a command; expected ${commandSubject(peer.name, command)}, as all are`,
    );
  }
  if (/^v[1-9]\d*$/.test(member)) {
    return aboutEvent(topology, service, peer, checked(subject, target));
  }
  throw new QuestionError(
    `${target} is no target; expected <service>, <service>.<operation or command>, or <service>.v<n>.<aggregate>.<event>`,
  );
}

/** What no declaration may contain is neither allowed nor refused, and no line would allow it. */
function checked(schema: NameSchema, name: string): string {
  if (!isName(schema, name)) {
    throw new QuestionError(`found "${name}", which no declaration may contain; expected ${schema.description}`);
  }
  return name;
}

function serviceNamed(topology: Topology, name: string): ServiceDeclaration {
  const service = topology.byName.get(name);
  if (service === undefined) {
    throw new QuestionError(`there is no service ${name}; there are ${[...topology.byName.keys()].join(', ')}`);
  }
  return service;
}

function aboutService(topology: Topology, from: ServiceDeclaration, to: ServiceDeclaration): Explanation {
  if (from === to) {
    throw new QuestionError(`${from.name} needs no declaration to reach itself; name another service`);
  }
  const edges = edgesBetween(topology, from.name, to.name).flatMap((edge) => layersOf(topology, edge));
  if (edges.length > 0) {
    const ways = edges.map(({ kind, name }) => (name === undefined ? 'forwarded routes' : `${kind} ${name}`));
    return allowed(from, to.name, edges, `${from.name} reaches ${to.name} by ${ways.join(', ')}, and in no other way`);
  }
  const operations = Object.keys(to.http.operations ?? {});
  const commands = Object.keys(to.handles ?? {});
  const isGateway = from.forwards !== undefined && to.http.routes.length > 0;
  const ways = [
    ...(callsBack(topology, to.name, from.name)
      ? []
      : operations.map((operation) => [callLine(from, to.name, operation)])),
    ...commands.map((command) => [sendLine(from, to.name, command)]),
    ...(isGateway ? [[forwardLine(from, to.name)]] : []),
  ];
  return refused(
    from,
    to.name,
    `${from.name} declares nothing that reaches ${to.name}`,
    ways.length > 0 ? ways : newMember(topology, from, to),
  );
}

function aboutMember(
  topology: Topology,
  from: ServiceDeclaration,
  to: ServiceDeclaration,
  member: string,
  target: string,
): Explanation {
  const isOperation = Object.hasOwn(to.http.operations ?? {}, member);
  const isCommand = Object.hasOwn(to.handles ?? {}, member);
  const candidates = from === to ? (topology.incoming.get(to.name) ?? []) : edgesBetween(topology, from.name, to.name);
  const edges = candidates
    .filter(
      (edge) =>
        (edge.kind === 'call' && edge.operations.includes(member)) ||
        (edge.kind === 'command' && edge.command === member),
    )
    .flatMap((edge) => layersOf(topology, edge, member));

  if (from === to) {
    const users = edges.length > 0 ? `used by ${edges.map((edge) => edge.from).join(', ')}` : 'which nobody uses';
    return isOperation || isCommand
      ? allowed(from, target, edges, `${to.name} itself offers ${member}, ${users}`)
      : refused(from, target, `${to.name} has no operation and no command ${member}`, [[handleLine(to, member)]]);
  }
  if (edges.length > 0) {
    const verbs = edges.map(({ kind }) => (kind === 'call' ? 'call' : 'send'));
    return allowed(from, target, edges, `${from.name} may ${verbs.join(' and ')} ${member} of ${to.name}`);
  }
  if (isOperation || isCommand) {
    const isCycle = isOperation && callsBack(topology, to.name, from.name);
    const because = isCycle ? `, and may not call it, because ${to.name} itself waits for ${from.name}` : '';
    return refused(from, target, `${from.name} does not declare that it uses ${member} of ${to.name}${because}`, [
      ...(isOperation && !isCycle ? [[callLine(from, to.name, member)]] : []),
      ...(isCommand ? [[sendLine(from, to.name, member)]] : []),
    ]);
  }
  const answer = `${to.name} has no operation and no command ${member}`;
  return refused(from, target, answer, newMember(topology, from, to, member));
}

function aboutEvent(
  topology: Topology,
  from: ServiceDeclaration,
  owner: ServiceDeclaration,
  subject: string,
): Explanation {
  const readings = topology.events.filter((edge) => edge.subject === subject);
  const published = owner.publishes[subject];
  if (published === undefined) {
    return refused(from, subject, `nobody publishes ${subject}`, [
      [publishLine(owner, subject), ...(from === owner ? [] : [subscribeLine(from, subject, 1)])],
    ]);
  }
  if (from === owner) {
    return readings.length > 0
      ? allowed(
          from,
          subject,
          readings.map((edge) => eventLayers(topology, edge)),
          `${from.name} publishes ${subject}, read by ${readings.map(({ to }) => to).join(', ')}`,
        )
      : allowed(
          from,
          subject,
          [publicationLayers(topology, from.name, subject, streamOf(ownerOf(subject)))],
          `${from.name} publishes ${subject}, which nobody subscribes`,
        );
  }
  const own = readings.filter(({ to }) => to === from.name);
  return own.length > 0
    ? allowed(
        from,
        subject,
        own.map((edge) => eventLayers(topology, edge)),
        `${from.name} reads ${subject}`,
      )
    : refused(from, subject, `${from.name} does not subscribe ${subject}, and only ${owner.name} publishes it`, [
        [subscribeLine(from, subject, published.version)],
      ]);
}

function edgesBetween(topology: Topology, from: string, to: string): readonly Edge[] {
  return (topology.outgoing.get(from) ?? []).filter((edge) => edge.to === to);
}

/** The layers of an edge; a call has as many as operations, or those of the one that is asked for. */
function layersOf(topology: Topology, edge: Edge, operation?: string): EdgeExplanation[] {
  switch (edge.kind) {
    case 'call':
      return (operation === undefined ? edge.operations : [operation]).map((name) => callLayers(topology, edge, name));
    case 'forward':
      return [forwardLayers(topology, edge)];
    case 'command':
      return [commandLayers(topology, edge)];
    case 'event':
      return [eventLayers(topology, edge)];
  }
}

/** The peer offers nothing of the kind yet: an operation or a command there, and its use here. */
function newMember(
  topology: Topology,
  from: ServiceDeclaration,
  to: ServiceDeclaration,
  member?: string,
): MissingLine[][] {
  const [operation, command] = [member ?? '<operation>', member ?? '<command>'];
  const byCommand = [handleLine(to, command), sendLine(from, to.name, command)];
  return callsBack(topology, to.name, from.name)
    ? [byCommand]
    : [[operationLine(to, operation), callLine(from, to.name, operation)], byCommand];
}

/** Whether a service already waits for another, directly or over others: a call back would close a cycle. */
function callsBack(topology: Topology, from: string, to: string): boolean {
  const reached = new Set([from]);
  for (const name of reached) {
    for (const edge of topology.outgoing.get(name) ?? []) {
      if (edge.kind === 'call' || edge.kind === 'forward') {
        reached.add(edge.to);
      }
    }
  }
  return reached.has(to);
}

function allowed(
  from: ServiceDeclaration,
  target: string,
  edges: readonly EdgeExplanation[],
  answer: string,
): Explanation {
  return { from: from.name, target, allowed: true, answer, edges, ways: [] };
}

function refused(
  from: ServiceDeclaration,
  target: string,
  answer: string,
  ways: readonly (readonly MissingLine[])[],
): Explanation {
  return { from: from.name, target, allowed: false, answer, edges: [], ways };
}
