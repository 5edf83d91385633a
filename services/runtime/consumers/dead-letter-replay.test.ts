import { openDeadLetters, requestReplay } from '../dead-letters';
import { PermanentError } from '../messaging';
import {
  auditConsumers,
  type EntryHandler,
  effects,
  ledgerRelay,
  newId,
  post,
  range,
  writeDown,
} from '../messaging/behaviour/parties';
import { openStage, type Stage } from '../messaging/behaviour/stage';
import { Outbox } from '../outbox';
import { eventually } from '../testing';
import type { Consumers } from '.';

const consumer = 'audit-events';

describe('a dead letter that shall be handled anew', () => {
  const outbox = new Outbox();
  let stage: Stage;
  let consumers: Consumers;
  let failure: Error | undefined;
  let handled: number[];

  const handler: EntryHandler = async (message, context) => {
    if (failure !== undefined) {
      throw failure;
    }
    await writeDown(message, context);
    handled.push(message.data.amount);
  };
  const open = () => openDeadLetters(stage.database);

  beforeEach(async () => {
    handled = [];
    failure = new PermanentError('the book is closed');
    stage = await openStage();
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    consumers = await stage.start(auditConsumers(stage.database, stage.broker, handler));
  });

  afterEach(() => stage.close());

  const giveUp = async (amounts: readonly number[]): Promise<string[]> => {
    const ids = await post(stage.database, outbox, amounts, newId());
    await eventually(async () => (await open()).length === amounts.length);
    return ids;
  };

  test('is handled by the consumer that gave it up, in the order of its stream, and nobody else hears of it', async () => {
    await giveUp(range(5));
    failure = undefined;
    expect(await requestReplay(stage.database, { consumer })).toBe(5);
    await eventually(async () => (await open()).length === 0);
    expect(handled).toEqual(range(5));
    const { state } = await stage.testBroker.manager.streams.info('LEDGER');
    expect(state.messages).toBe(5);
  });

  test('stays when it fails again, with the new reason', async () => {
    const [messageId] = await giveUp([1]);
    failure = new Error('the book is full');
    await requestReplay(stage.database, { messageId });
    await eventually(async () =>
      expect(await open()).toMatchObject([
        { messageId, error: 'Error: the book is full', attempts: 2, replayRequested: false },
      ]),
    );
    expect(await effects(stage.database)).toEqual([]);
  });

  test('is done when it was handled in the meantime', async () => {
    const [messageId] = await giveUp([1]);
    await stage.database.execute({ text: 'insert into inbox values ($1, $2)', values: [consumer, messageId] });
    failure = undefined;
    await requestReplay(stage.database, { messageId });
    await eventually(async () => (await open()).length === 0);
    expect(handled).toEqual([]);
  });

  test('waits for another process when this one has no time left', async () => {
    await giveUp([1]);
    let reached: () => void = () => undefined;
    const working = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const stuck: EntryHandler = async (_, { transaction }) => {
      reached();
      await transaction.execute('select pg_sleep(4)');
    };
    await stage.stop(consumers);
    consumers = await stage.start(auditConsumers(stage.database, stage.broker, stuck));
    await requestReplay(stage.database, {});
    await working;
    await consumers.drain(AbortSignal.timeout(100));
    expect(await open()).toMatchObject([{ replayRequested: true, attempts: 1 }]);
    failure = undefined;
    await stage.start(auditConsumers(stage.database, stage.broker, handler));
    await eventually(() => handled.length === 1);
  });
});
