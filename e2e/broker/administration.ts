import type { Reader } from './expectation';

/** A request to JetStream. */
export interface Request {
  readonly name: string;
  readonly subject: string;
  readonly body: object;
}

/** Ways around a durable consumer of one's own, as requests that an unrestricted user could make. */
export function administrationOf(streams: readonly string[], readers: readonly Reader[]): Request[] {
  return [
    ...newStreams(),
    ...streams.flatMap((stream) => [...readsOf(stream), ...newConsumersOf(stream)]),
    ...readers.flatMap(changesOf),
    // Last, so that the requests before them find what they ask for.
    ...streams.flatMap(changesOfStream),
  ];
}

function newStreams(): Request[] {
  const create = (what: string, name: string, config: object): Request => ({
    name: what,
    subject: `$JS.API.STREAM.CREATE.${name}`,
    body: { name, ...config },
  });
  return [
    create('a stream', 'OTHER', { subjects: ['other.>'] }),
    create('a stream over an inbox', 'SPY', { subjects: ['_INBOX_orders.>'] }),
    create('a mirror', 'COPY', { mirror: { name: 'USERS' } }),
    create('a stream from others', 'ALL', { sources: [{ name: 'USERS' }, { name: 'PAYMENTS' }] }),
    create('a key-value bucket', 'KV_settings', { subjects: ['$KV.settings.>'], max_msgs_per_subject: 1 }),
    create('an object store', 'OBJ_files', { subjects: ['$O.files.C.>', '$O.files.M.>'] }),
  ];
}

function readsOf(stream: string): Request[] {
  return [
    { name: `a message of ${stream}`, subject: `$JS.API.STREAM.MSG.GET.${stream}`, body: { seq: 1 } },
    { name: `a direct get of ${stream}`, subject: `$JS.API.DIRECT.GET.${stream}`, body: { seq: 1 } },
    { name: `the consumers of ${stream}`, subject: `$JS.API.CONSUMER.LIST.${stream}`, body: {} },
    {
      name: `a snapshot of ${stream}`,
      subject: `$JS.API.STREAM.SNAPSHOT.${stream}`,
      body: { deliver_subject: '_INBOX_orders.snapshot', no_consumers: true },
    },
  ];
}

function newConsumersOf(stream: string): Request[] {
  const create = (what: string, subject: string, config: object): Request => ({
    name: `${what} of ${stream}`,
    subject: `$JS.API.CONSUMER.${subject}`,
    body: { stream_name: stream, config },
  });
  const durable = { durable_name: 'spy', ack_policy: 'explicit' };
  return [
    create('a durable consumer', `CREATE.${stream}.spy`, durable),
    create('a durable consumer, by the old subject,', `DURABLE.CREATE.${stream}.spy`, durable),
    create('an ephemeral consumer', `CREATE.${stream}`, { ack_policy: 'none' }),
    // nats-io/nats-server#4225: a consumer reads what its maker may not subscribe.
    create('a filtered consumer', `CREATE.${stream}.spy.users.v1.user.registered`, {
      ...durable,
      filter_subject: 'users.v1.user.registered',
    }),
    // nats-io/nats-server#6180: several filters do not stand in the subject that a permission is for.
    create('a consumer with several filters', `CREATE.${stream}.spy`, {
      ...durable,
      filter_subjects: ['users.v1.user.deleted', 'users.v1.user.registered'],
    }),
    // nats-io/nats-server#8274: a push consumer delivers where its maker may not publish.
    create('a push consumer', `CREATE.${stream}.pusher`, {
      durable_name: 'pusher',
      ack_policy: 'none',
      deliver_subject: 'victim.inbox',
    }),
  ];
}

function changesOf({ stream, durable, service }: Reader): Request[] {
  return [
    {
      name: `a wider filter for ${durable} of ${stream}`,
      subject: `$JS.API.CONSUMER.CREATE.${stream}.${durable}.${service}.v1.>`,
      body: { stream_name: stream, config: { durable_name: durable, filter_subject: `${service}.v1.>` } },
    },
    {
      name: `a pause of ${durable} of ${stream}`,
      subject: `$JS.API.CONSUMER.PAUSE.${stream}.${durable}`,
      body: { pause_until: '2100-01-01T00:00:00Z' },
    },
    { name: `the end of ${durable} of ${stream}`, subject: `$JS.API.CONSUMER.DELETE.${stream}.${durable}`, body: {} },
  ];
}

function changesOfStream(stream: string): Request[] {
  return [
    { name: `the end of a message of ${stream}`, subject: `$JS.API.STREAM.MSG.DELETE.${stream}`, body: { seq: 1 } },
    { name: `a purge of ${stream}`, subject: `$JS.API.STREAM.PURGE.${stream}`, body: {} },
    { name: `the end of ${stream}`, subject: `$JS.API.STREAM.DELETE.${stream}`, body: {} },
  ];
}
