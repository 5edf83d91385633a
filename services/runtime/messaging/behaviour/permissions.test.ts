import { inboxPrefix, type ServiceDeclaration } from '@flotilla/constructs/declaration';
import { connect, nkeyAuthenticator } from 'nats';
import { createUser, type KeyPair } from 'nkeys.js';
import { Registry } from 'prom-client';
import { Outbox } from '../../outbox';
import { CleanupStack, createStreams, eventually, type PrivateServer, startPrivateNats } from '../../testing';
import { createMessages } from '../messages';
import {
  audit,
  auditConsumers,
  contracts,
  effects,
  ledger,
  ledgerRelay,
  newId,
  openBroker,
  post,
  range,
  silent,
} from './parties';
import { startDatabase } from './stage';

/** The least that a service needs, as the platform grants it from the same declaration. */
function permissions(publish: readonly string[], service: string): string {
  return `permissions: { publish: ${JSON.stringify(publish)}, subscribe: ["${inboxPrefix(service)}.>"] }`;
}

describe('with the permissions of the platform', () => {
  const keys = { operator: createUser(), ledger: createUser(), audit: createUser() };
  const seedOf = (key: KeyPair): string => new TextDecoder().decode(key.getSeed());
  const outbox = new Outbox();
  const cleanups = new CleanupStack();
  let nats: PrivateServer;

  const connection = (service: 'ledger' | 'audit') =>
    openBroker({ url: nats.url, name: service, inboxPrefix: inboxPrefix(service), nkeySeed: seedOf(keys[service]) });

  beforeEach(async () => {
    const own = [
      '$JS.API.CONSUMER.INFO.LEDGER.audit-events',
      '$JS.API.CONSUMER.MSG.NEXT.LEDGER.audit-events',
      '$JS.ACK.LEDGER.audit-events.>',
    ];
    nats = await startPrivateNats(`
      accounts {
        shop: { jetstream: enabled, users: [
          { nkey: ${keys.operator.getPublicKey()} }
          { nkey: ${keys.ledger.getPublicKey()}, ${permissions(['ledger.v1.entry.posted', 'dlq.ledger.>'], 'ledger')} }
          { nkey: ${keys.audit.getPublicKey()}, ${permissions([...own, 'dlq.audit.>'], 'audit')} }
        ] }
      }`);
    cleanups.defer(() => nats.remove());
    const operator = await connect({ servers: nats.url, authenticator: nkeyAuthenticator(keys.operator.getSeed()) });
    cleanups.defer(() => operator.close());
    await createStreams(await operator.jetstreamManager(), [ledger, audit]);
  });

  afterEach(() => cleanups.run());

  test('publishing, consuming, acknowledging and readiness work, and nothing is refused', async () => {
    const [sender, receiver] = [await startDatabase(cleanups), await startDatabase(cleanups)];
    await cleanups.start(ledgerRelay(sender, outbox, await cleanups.start(connection('ledger'))));
    const consumers = await cleanups.start(auditConsumers(receiver, await cleanups.start(connection('audit'))));
    await consumers.ready();
    await post(sender, outbox, range(50));
    await eventually(async () => (await effects(receiver)).length === 50);
    expect(await effects(receiver)).toEqual(range(50));
  });

  test('an undeclared message that shadow mode lets pass is refused by the broker, and the row says so', async () => {
    const sender = await startDatabase(cleanups);
    const shadow: ServiceDeclaration = ledger;
    const messages = createMessages({
      declaration: shadow,
      contracts,
      newId,
      enforce: 'log',
      logger: silent,
      registry: new Registry(),
    });
    const message = messages.event('ledger.v1.entry.erased', {
      aggregate: { type: 'entry', id: newId() },
      data: {} as never,
    });
    await sender.transaction((transaction) => outbox.add(transaction, message));
    await cleanups.start(ledgerRelay(sender, outbox, await cleanups.start(connection('ledger'))));
    const row = await eventually(async () => {
      const failed = await sender.first<{ last_error: string }>(
        'select last_error from outbox where failed_at is not null',
      );
      return failed ?? false;
    });
    expect(row.last_error).toBe(
      "NATS does not let ledger publish 'ledger.v1.entry.erased'; deploy permissions that match its service.ts",
    );
  });

  test('a user that the server does not know is told so', async () => {
    const stranger = openBroker({
      url: nats.url,
      name: 'ledger',
      inboxPrefix: inboxPrefix('ledger'),
      nkeySeed: seedOf(createUser()),
    });
    cleanups.defer(() => stranger.stop());
    await expect(stranger.start()).rejects.toThrow(/cannot connect to NATS at .*Authorization.*check the nkey/i);
  });
});
