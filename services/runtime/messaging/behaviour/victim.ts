import { text } from 'node:stream/consumers';
import { Outbox } from '../../outbox';
import type { Broker, Delivery, DurableConsumer } from '../broker';
import type { NatsBroker } from '../nats';
import { auditConsumers, type BrokerConnection, ledgerRelay, openBroker, openDatabase } from './parties';

/** A process that dies at the worst moment: `relay` after a publish and before its mark, `consumer` before its ack. */

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
}

function dyingAfterPublish(broker: NatsBroker): NatsBroker {
  return Object.create(broker, {
    connected: { get: () => broker.connected },
    publish: {
      value: async (...args: Parameters<Broker['publish']>) => {
        await broker.publish(...args);
        die();
      },
    },
  }) as NatsBroker;
}

function dyingBeforeAck(broker: NatsBroker): NatsBroker {
  const consumer = (stream: string, durable: string): DurableConsumer => {
    const real = broker.consumer(stream, durable);
    return {
      state: () => real.state(),
      fetch: async (max, expiresMs) => {
        const batch = await real.fetch(max, expiresMs);
        return {
          stop: () => batch.stop(),
          async *[Symbol.asyncIterator]() {
            for await (const delivery of batch) {
              yield { ...delivery, ack: async () => die() } satisfies Delivery;
            }
          },
        };
      },
    };
  };
  return Object.create(broker, {
    connected: { get: () => broker.connected },
    whenConnected: { value: () => broker.whenConnected() },
    consumer: { value: consumer },
  }) as NatsBroker;
}

async function main(role: string | undefined): Promise<void> {
  const options = JSON.parse(await text(process.stdin)) as { databaseUrl: string; broker: BrokerConnection };
  const database = openDatabase(options.databaseUrl);
  const broker = openBroker(options.broker);
  await Promise.all([database.start(), broker.start()]);
  if (role === 'relay') {
    await ledgerRelay(database, new Outbox(), dyingAfterPublish(broker)).start();
  } else {
    await auditConsumers(database, dyingBeforeAck(broker)).start();
  }
}

void main(process.argv[2]);
