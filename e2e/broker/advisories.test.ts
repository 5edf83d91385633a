import type { JetStreamManager, StoredMsg } from 'nats';
import { type Broker, provision, startBroker } from './broker';
import { observer, permissions, topology } from './fleet';

/** The second net below the dead letters: what the broker gives up is written down, whoever gave it up and how. */
describe('a message that a consumer gets no more', () => {
  let broker: Broker;
  let manager: JetStreamManager;

  beforeEach(async () => {
    broker = await startBroker([...permissions, observer]);
    await provision(broker, topology);
    const connection = await broker.connectAs(observer.name);
    manager = await connection.jetstreamManager();
    await connection.jetstream().publish('payments.v1.cmd.take', '{}');
  });
  afterEach(() => broker.stop());

  test('because it was given back at its last delivery is named by an advisory that stays', async () => {
    const payments = await broker.connectAs('payments');
    const consumer = await payments.jetstream().consumers.get('PAYMENTS', 'payments-commands');
    const { config } = await consumer.info();
    for (let delivery = 1; delivery <= Number(config.max_deliver); delivery += 1) {
      (await consumer.next())?.nak();
    }
    expect(await consumer.next({ expires: 1_000 })).toBeNull(); // Asked for more, the server passes over the message.
    const advisory = await advisoryOf(manager);
    expect(advisory.subject).toBe('$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.PAYMENTS.payments-commands');
    expect(advisory.json()).toMatchObject({
      type: 'io.nats.jetstream.advisory.v1.max_deliver',
      stream: 'PAYMENTS',
      consumer: 'payments-commands',
      stream_seq: 1,
    });
  });

  test('because its reader gave it up is named with the reason', async () => {
    const payments = await broker.connectAs('payments');
    const consumer = await payments.jetstream().consumers.get('PAYMENTS', 'payments-commands');
    (await consumer.next())?.term('the account is closed');
    const advisory = await advisoryOf(manager);
    expect(advisory.json()).toMatchObject({
      type: 'io.nats.jetstream.advisory.v1.terminated',
      stream_seq: 1,
      reason: 'the account is closed',
    });
  });
});

/** The first advisory, as soon as there is one. */
async function advisoryOf(manager: JetStreamManager): Promise<StoredMsg> {
  for (;;) {
    const { state } = await manager.streams.info('ADVISORIES');
    if (state.messages > 0) {
      return manager.streams.getMessage('ADVISORIES', { seq: state.first_seq });
    }
  }
}
