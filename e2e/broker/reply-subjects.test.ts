import type { JetStreamManager, NatsConnection, StoredMsg } from 'nats';
import { type Broker, provision, startBroker } from './broker';
import { observer, permissions, topology } from './fleet';

/**
 * A client names the subject of the answer to its request, and nats-server does not compare it with the client's
 * permissions: JetStream's own answers can be sent anywhere in the account. These tests hold how far that reaches, so
 * that a reader of messages knows what it must not trust, and a server that closes or widens it is noticed.
 */
describe('with a reply subject of its choice a service', () => {
  let broker: Broker;
  let manager: JetStreamManager;
  let watching: NatsConnection;
  let orders: NatsConnection;

  beforeEach(async () => {
    broker = await startBroker([...permissions, observer]);
    await provision(broker, topology);
    watching = await broker.connectAs(observer.name);
    manager = await watching.jetstreamManager();
    await watching.jetstream().publish('products.v1.stock.reserved', '{"orderId":"1"}');
    orders = await broker.connectAs('orders');
  });
  afterEach(() => broker.stop());

  test('can store an acknowledgement among the events of another, but neither headers nor a body of its own', async () => {
    orders.publish('orders.v1.order.placed', '{"forged":true}', { reply: 'users.v1.user.deleted' });

    const stored = await firstMessage(manager, 'USERS');
    expect(stored.subject).toBe('users.v1.user.deleted');
    expect(stored.json()).toEqual({ stream: 'ORDERS', seq: 1 });
    expect([...(stored.header?.keys() ?? [])]).toEqual([]);
  });

  test('can copy a message that it reads into another stream, but not turn it into a command', async () => {
    orders.publish('$JS.API.CONSUMER.MSG.NEXT.PRODUCTS.orders-saga', '{"batch":1}', { reply: 'payments.v1.cmd.take' });

    const stored = await firstMessage(manager, 'PAYMENTS');
    expect(stored.subject).toBe('products.v1.stock.reserved');
    await expect(manager.consumers.info('PAYMENTS', 'payments-commands')).resolves.toMatchObject({
      num_pending: 0,
      num_ack_pending: 0,
    });
  });

  test.each(['DELETE', 'PURGE'])('cannot make an answer a request to JetStream: %s', async (request) => {
    const answers = watching.subscribe(`$JS.API.STREAM.${request}.PRODUCTS`, { max: 1 });
    await watching.flush();
    orders.publish('$JS.API.CONSUMER.INFO.PRODUCTS.orders-saga', '', { reply: `$JS.API.STREAM.${request}.PRODUCTS` });
    for await (const answer of answers) {
      expect(answer.json()).toMatchObject({ type: 'io.nats.jetstream.api.v1.consumer_info_response' });
    }

    await expect(manager.streams.info('PRODUCTS')).resolves.toMatchObject({ state: { messages: 1 } });
  });
});

/** The first message of a stream, as soon as there is one. */
async function firstMessage(manager: JetStreamManager, stream: string): Promise<StoredMsg> {
  for (;;) {
    const { state } = await manager.streams.info(stream);
    if (state.messages > 0) {
      return manager.streams.getMessage(stream, { seq: state.first_seq });
    }
  }
}
