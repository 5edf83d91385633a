import type { Topology } from '@flotilla/constructs/topology';
import { readersOf } from './expectation';

/** Everything that is tried: for each user, as subject of a publication or request, and of a subscription. */
export interface Attempts {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** JetStream's requests about a stream; `DIRECT.GET` reads without a consumer. */
const streamRequests = [
  'STREAM.CREATE',
  'STREAM.UPDATE',
  'STREAM.INFO',
  'STREAM.DELETE',
  'STREAM.PURGE',
  'STREAM.MSG.GET',
  'STREAM.MSG.DELETE',
  'STREAM.SNAPSHOT',
  'STREAM.RESTORE',
  'STREAM.LEADER.STEPDOWN',
  'STREAM.PEER.REMOVE',
  'DIRECT.GET',
  'CONSUMER.CREATE',
  'CONSUMER.LIST',
  'CONSUMER.NAMES',
];

/** JetStream's requests about a consumer. */
const consumerRequests = [
  'CONSUMER.CREATE',
  'CONSUMER.DURABLE.CREATE',
  'CONSUMER.INFO',
  'CONSUMER.MSG.NEXT',
  'CONSUMER.DELETE',
  'CONSUMER.PAUSE',
  'CONSUMER.RESET',
  'CONSUMER.UNPIN',
  'CONSUMER.LEADER.STEPDOWN',
];

const accountRequests = [
  '$JS.API.INFO',
  '$JS.API.STREAM.LIST',
  '$JS.API.STREAM.NAMES',
  '$JS.API.ACCOUNT.PURGE.FLEET',
  '$JS.API.META.LEADER.STEPDOWN',
  '$JS.API.SERVER.REMOVE',
];

/** Subjects that nobody is given: other tokens, whole trees, the server's own, and the buckets made of streams. */
const foreign = [
  'anything',
  '_INBOX.anything',
  '_R_.anything',
  '$JS.FC.ORDERS.anything',
  '$JSC.CI.FLEET.ORDERS.anything',
  '$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.ORDERS.anything',
  '$KV.settings.key',
  '$O.files.C.chunk',
  '$SYS.REQ.SERVER.PING',
  '$SYS.ACCOUNT.FLEET.CONNECT',
  '$SRV.PING',
];

const wildcards = [
  '>',
  '*',
  '*.>',
  '*.*.*.*',
  '_INBOX.>',
  '$JS.>',
  '$JS.API.>',
  '$JS.ACK.>',
  '$KV.>',
  '$SYS.>',
  'dlq.>',
];

/** The whole topology's subjects, one undeclared neighbour of each, every inbox, and JetStream's API. */
export function attemptsOf(topology: Topology, users: readonly string[]): Attempts {
  const readers = readersOf(topology);
  const streams = [
    ...new Set([
      ...readers.map(({ stream }) => stream),
      ...ownedStreams(topology),
      'DLQ',
      'ADVISORIES',
      'KV_settings',
      'OBJ_files',
      'OTHER',
    ]),
  ];
  const durables = [...new Set([...readers.map(({ durable }) => durable), 'other'])];

  const messages = topology.services.flatMap(({ name, publishes, handles = {} }) => {
    const subjects = [...Object.keys(publishes), ...Object.keys(handles).map((command) => `${name}.v1.cmd.${command}`)];
    const neighbours = [`${name}.v1.undeclared`, `${name}.v1.cmd.undeclared`, `${name}.v2.order.placed`];
    return [
      ...subjects,
      ...subjects.map((subject) => `${subject.split('.').slice(0, -1).join('.')}.undeclared`),
      ...neighbours,
    ];
  });
  const deadLetters = [...topology.services.map(({ name }) => name), 'other'].flatMap((name) => [
    `dlq.${name}.orders.v1.order.placed`,
    `dlq.${name}.anything`,
  ]);
  const inboxes = [...users, 'other'].map((user) => `_INBOX_${user}.abc.1`);
  const streamApi = streams.flatMap((stream) => [
    ...streamRequests.map((request) => `$JS.API.${request}.${stream}`),
    `$JS.API.DIRECT.GET.${stream}.orders.v1.order.placed`,
  ]);
  const consumerApi = streams.flatMap((stream) =>
    durables.flatMap((durable) => [
      ...consumerRequests.map((request) => `$JS.API.${request}.${stream}.${durable}`),
      `$JS.API.CONSUMER.CREATE.${stream}.${durable}.orders.v1.order.placed`,
      `$JS.ACK.${stream}.${durable}.1.1.1.1700000000000000000.0`,
    ]),
  );

  const literal = [
    ...new Set([...messages, ...deadLetters, ...inboxes, ...streamApi, ...consumerApi, ...accountRequests, ...foreign]),
  ];
  const trees = [
    ...wildcards,
    ...topology.services.flatMap(({ name }) => [`${name}.>`, `${name}.v1.*.*`, `dlq.${name}.>`]),
    ...[...users, 'other'].flatMap((user) => [`_INBOX_${user}.>`, `_INBOX_${user}.*`]),
  ];
  return { publish: literal.sort(), subscribe: [...new Set([...literal, ...trees])].sort() };
}

function ownedStreams(topology: Topology): string[] {
  return topology.services.map(({ name }) => name.toUpperCase());
}
