import { consumerName, streamOf } from '@flotilla/constructs/declaration';
import type { Topology } from '@flotilla/constructs/topology';

/** A durable consumer as its reader sees it. */
export interface Reader {
  readonly service: string;
  readonly stream: string;
  readonly durable: string;
  readonly subjects: readonly string[];
}

/** What the graph alone says of one user; written without a look at how permissions are made. */
export interface Expectation {
  mayPublish(subject: string): boolean;
  maySubscribe(subject: string): boolean;
}

/** Who reads what: from the edges of the graph, and for commands that nobody sends yet from their handler. */
export function readersOf(topology: Topology): Reader[] {
  const subjectsOf = new Map<string, { reader: Omit<Reader, 'subjects'>; subjects: Set<string> }>();
  const add = (service: string, stream: string, durable: string, subject: string): void => {
    const key = `${stream} ${durable}`;
    const known = subjectsOf.get(key) ?? { reader: { service, stream, durable }, subjects: new Set<string>() };
    known.subjects.add(subject);
    subjectsOf.set(key, known);
  };
  for (const { to, stream, consumer, subject } of topology.events) {
    add(to, stream, consumer, subject);
  }
  for (const { name, handles = {} } of topology.services) {
    for (const command of Object.keys(handles)) {
      add(name, streamOf(name), consumerName(name, 'commands'), `${name}.v1.cmd.${command}`);
    }
  }
  return [...subjectsOf.values()].map(({ reader, subjects }) => ({ ...reader, subjects: [...subjects].sort() }));
}

/** What a service may do: publish its events, send its commands, read and acknowledge its consumers, hear its inbox. */
export function expectationOf(topology: Topology, service: string): Expectation {
  const own = readersOf(topology).filter((reader) => reader.service === service);
  const exact = new Set([
    ...Object.keys(topology.byName.get(service)?.publishes ?? {}),
    ...topology.commands.filter(({ from }) => from === service).map(({ subject }) => subject),
    ...own.flatMap(({ stream, durable }) => [
      `$JS.API.CONSUMER.INFO.${stream}.${durable}`,
      `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`,
    ]),
  ]);
  const below = [
    ...own.map(({ stream, durable }) => `$JS.ACK.${stream}.${durable}.`),
    ...(own.length > 0 ? [`dlq.${service}.`] : []),
  ];
  return {
    mayPublish: (subject) => exact.has(subject) || below.some((prefix) => subject.startsWith(prefix)),
    maySubscribe: (subject) => subject.startsWith(`_INBOX_${service}.`),
  };
}

/** What the provisioner may do: look at, make and change the streams and consumers of the graph; read nothing. */
export function provisionerExpectation(topology: Topology): Expectation {
  const readers = readersOf(topology);
  const streams = new Set([
    ...topology.services
      .filter(({ publishes, handles = {} }) => Object.keys({ ...publishes, ...handles }).length > 0)
      .map(({ name }) => streamOf(name)),
    'DLQ',
    'ADVISORIES',
  ]);
  const exact = new Set([
    ...[...streams].flatMap((stream) => ['INFO', 'CREATE', 'UPDATE'].map((verb) => `$JS.API.STREAM.${verb}.${stream}`)),
    ...readers.flatMap(({ stream, durable }) =>
      ['INFO', 'CREATE'].map((verb) => `$JS.API.CONSUMER.${verb}.${stream}.${durable}`),
    ),
  ]);
  return {
    mayPublish: (subject) => exact.has(subject),
    maySubscribe: (subject) => subject.startsWith('_INBOX_provisioner.'),
  };
}
