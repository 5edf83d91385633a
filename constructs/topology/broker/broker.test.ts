import { event, library, service } from '../testing/declarations';
import { topologyOf } from '../topology';
import { brokerPermissions, durableConsumersOf, natsAccounts, natsConfig, nkeyVariables, streamsOf } from './index';

const topology = topologyOf(library);
const second = 1_000_000_000;
const advisorySubjects = [
  '$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>',
  '$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.>',
];

describe('streams', () => {
  test('there is one for every owner of subjects, one for dead letters, and one for what the server says of them', () => {
    expect(streamsOf(topology).map(({ name, subjects }) => [name, subjects])).toEqual([
      ['ACCOUNTS', ['accounts.v1.>']],
      ['ADVISORIES', advisorySubjects],
      ['DLQ', ['dlq.>']],
      ['LOANS', ['loans.v1.>']],
    ]);
  });

  test('each version of a subject is stored', () => {
    const publishes = { 'a.v1.x.y': event, 'a.v2.x.y': event };
    const { subjects } = streamsOf(topologyOf([service('a', { publishes })])).find(({ name }) => name === 'A')!;
    expect(subjects).toEqual(['a.v1.>', 'a.v2.>']);
  });

  test('settings are those that messaging relies on', () => {
    expect(streamsOf(topology, { replicas: 3, maxBytes: 5_000 })[3]).toEqual({
      name: 'LOANS',
      description: 'Events of loans and commands to it',
      subjects: ['loans.v1.>'],
      storage: 'file',
      retention: 'limits',
      discard: 'old',
      max_age: 7 * 24 * 3_600 * second,
      max_bytes: 5_000,
      duplicate_window: 600 * second,
      num_replicas: 3,
      deny_delete: true,
      allow_direct: false,
    });
  });

  test('a fleet without messages has none, and no users either', () => {
    const silent = topologyOf([service('a')]);
    expect(streamsOf(silent)).toEqual([]);
    expect(brokerPermissions(silent)).toEqual([]);
  });
});

describe('durable consumers', () => {
  test('there is one for every service, stream and purpose', () => {
    const names = durableConsumersOf(topology).map(({ service: reader, stream, purpose, config }) => [
      reader,
      stream,
      purpose,
      config.durable_name,
      config.filter_subjects,
    ]);
    expect(names).toEqual([
      ['accounts', 'ACCOUNTS', 'commands', 'accounts-commands', ['accounts.v1.cmd.charge']],
      ['loans', 'ACCOUNTS', 'privacy', 'loans-privacy', ['accounts.v1.account.closed']],
    ]);
  });

  test('consumers have no backoff, which would lengthen the delay of a negative acknowledgement', () => {
    for (const { config } of durableConsumersOf(topology)) {
      expect(config).not.toHaveProperty('backoff');
      expect(config.ack_wait).toBe(30_000_000_000);
    }
  });
});

describe('permissions', () => {
  const users = brokerPermissions(topology);

  test('are exactly what a service says and hears, each with its reason', () => {
    expect(users.find(({ name }) => name === 'loans')).toEqual({
      name: 'loans',
      publish: [
        { subject: '$JS.ACK.ACCOUNTS.loans-privacy.>', reason: 'acknowledge what loans-privacy of ACCOUNTS gave it' },
        {
          subject: '$JS.API.CONSUMER.INFO.ACCOUNTS.loans-privacy',
          reason: 'see its consumer loans-privacy of ACCOUNTS',
        },
        { subject: '$JS.API.CONSUMER.MSG.NEXT.ACCOUNTS.loans-privacy', reason: 'pull from loans-privacy of ACCOUNTS' },
        { subject: 'accounts.v1.cmd.charge', reason: 'command that it sends to accounts' },
        { subject: 'dlq.loans.>', reason: 'store what it cannot handle' },
        { subject: 'loans.v1.loan.begun', reason: 'event that it publishes' },
        { subject: 'loans.v1.loan.overdue', reason: 'event that it publishes' },
      ],
      subscribe: [{ subject: '_INBOX_loans.>', reason: 'answers to its own requests' }],
    });
  });

  test('a publisher that reads nothing has no dead letters and no part of the JetStream API', () => {
    const [publisher] = brokerPermissions(topologyOf([service('a', { publishes: { 'a.v1.x.y': event } })]));
    expect(publisher?.publish.map(({ subject }) => subject)).toEqual(['a.v1.x.y']);
  });

  test('no service may make, change or look through a stream', () => {
    const administration = /^\$JS\.API\.(?!CONSUMER\.(INFO|MSG\.NEXT)\.)/;
    for (const { publish } of users.filter(({ name }) => name !== 'provisioner')) {
      expect(publish.filter(({ subject }) => administration.test(subject))).toEqual([]);
    }
  });
});

describe('the configuration file', () => {
  const [user] = brokerPermissions(
    topologyOf([service('order-items', { publishes: { 'order-items.v1.x.y': event } })]),
  );

  test('names users by their public keys and says why each may do what', () => {
    expect(natsAccounts({ users: [user!], publicKeys: nkeyVariables })).toBe(`accounts {
  FLEET {
    jetstream: enabled
    MAY_ORDER_ITEMS: {
      publish {
        allow: [
          # event that it publishes
          "order-items.v1.x.y"
        ]
      }
      subscribe {
        allow: [
          # answers to its own requests
          "_INBOX_order-items.>"
        ]
      }
    }
    users: [
      { nkey: $NKEY_ORDER_ITEMS, permissions: $MAY_ORDER_ITEMS }
      { nkey: $STANDBY_NKEY_ORDER_ITEMS, permissions: $MAY_ORDER_ITEMS }
    ]
  }
}
`);
  });

  test('says ports, storage and cluster', () => {
    const text = natsConfig({
      users: [user!],
      publicKeys: () => ['UABC'],
      storeDir: '/data',
      port: 4222,
      monitorPort: 8222,
      serverName: { variable: 'POD_NAME' },
      maxFileStore: '10Gi',
      cluster: { name: 'nats', port: 6222, routes: ['nats://nats-0.nats:6222', 'nats://nats-1.nats:6222'] },
    });
    expect(text).toContain(`server_name: $POD_NAME
host: "0.0.0.0"
port: 4222
http: "0.0.0.0:8222"
`);
    expect(text).toContain(`jetstream {
  store_dir: "/data"
  max_file_store: 10Gi
  sync_interval: always
}

cluster {
  name: "nats"
  port: 6222
  routes: [
    "nats://nats-0.nats:6222"
    "nats://nats-1.nats:6222"
  ]
}
`);
    expect(text).toContain('nkey: "UABC",');
  });

  test('denies everything to a user without grants, because the server takes an empty list for no restriction', () => {
    const nobody = { name: 'nobody', publish: [], subscribe: [] };
    const text = natsAccounts({ users: [nobody], publicKeys: nkeyVariables });
    expect(text.match(/deny: \[">"\]/g)).toHaveLength(2);
    expect(text).not.toContain('allow');
  });
});
