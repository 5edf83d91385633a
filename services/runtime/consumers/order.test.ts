import { auditConsumers, effects, ledgerMessages, newId, writeDown } from '../messaging/behaviour/parties';
import { openStage, type Stage } from '../messaging/behaviour/stage';
import { eventually } from '../testing';

/** Versions 1 to 6 of one aggregate, as a broker may deliver them. */
const arrivals = [1, 4, 2, 3, 2, 6, 5];

describe('versions that arrive out of order', () => {
  let stage: Stage;

  const publish = async (): Promise<void> => {
    const id = newId();
    for (const version of arrivals) {
      const { headers } = ledgerMessages().event('ledger.v1.entry.posted', {
        aggregate: { type: 'entry', id },
        data: { amount: 1 },
      });
      await stage.broker.publish({
        subject: 'ledger.v1.entry.posted',
        dedupId: newId(),
        payload: JSON.stringify({ amount: version }),
        headers: {
          ...headers,
          'ce-id': newId(),
          'ce-type': 'EntryPosted',
          'ce-subject': id,
          'ce-aggregatetype': 'entry',
          'ce-aggregateversion': String(version),
        },
      });
    }
  };
  const untilSettled = () =>
    eventually(async () => {
      const info = await stage.testBroker.manager.consumers.info('LEDGER', 'audit-events');
      return info.ack_floor.stream_seq === arrivals.length;
    });
  const inOrderOfHandling = async (): Promise<number[]> =>
    (await stage.database.query<{ amount: number }>('select amount from effect order by ctid')).map(
      ({ amount }) => amount,
    );

  beforeEach(async () => {
    stage = await openStage();
  });

  afterEach(() => stage.close());

  test('are dropped when they are older than one that was seen, on request', async () => {
    await publish();
    await stage.start(auditConsumers(stage.database, stage.broker, { handle: writeDown, order: 'newest' }));
    await untilSettled();
    expect(await inOrderOfHandling()).toEqual([1, 4, 6]);
  });

  test('wait for those in between, on request', async () => {
    await publish();
    await stage.start(auditConsumers(stage.database, stage.broker, { handle: writeDown, order: 'gapless' }));
    await untilSettled();
    expect(await inOrderOfHandling()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('are all handled otherwise', async () => {
    await publish();
    await stage.start(auditConsumers(stage.database, stage.broker));
    await untilSettled();
    expect(await effects(stage.database)).toEqual([1, 2, 2, 3, 4, 5, 6]);
  });

  test('of one aggregate are never handled side by side', async () => {
    let running = 0;
    let most = 0;
    await stage.start(
      auditConsumers(stage.database, stage.broker, async (message, context) => {
        running += 1;
        most = Math.max(most, running);
        await context.transaction.execute('select pg_sleep(0.01)');
        await writeDown(message, context);
        running -= 1;
      }),
    );
    await publish();
    await untilSettled();
    expect(most).toBe(1);
  });
});
