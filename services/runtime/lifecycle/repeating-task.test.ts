import { pino } from 'pino';
import { eventually } from '../testing';
import { RepeatingTask } from '.';

const logger = pino({ level: 'silent' });

describe('a repeating task', () => {
  let task: RepeatingTask;
  const repeat = async (round: (ending: AbortSignal) => Promise<void>): Promise<void> => {
    task = new RepeatingTask({ name: 'test', everyMs: 1, round, logger });
    await task.start();
  };

  afterEach(() => task.stop());

  test('goes round after round, one at a time, and past those that fail', async () => {
    let rounds = 0;
    let running = 0;
    let most = 0;
    await repeat(async () => {
      rounds += 1;
      running += 1;
      most = Math.max(most, running);
      const began = rounds;
      for (let turn = 0; turn < 1_000 && rounds === began; turn += 1) {
        await new Promise(setImmediate);
      }
      running -= 1;
      if (rounds < 3) {
        throw new Error('not yet');
      }
    });
    await eventually(() => rounds > 5);
    expect(most).toBe(1);
  });

  test('that drains ends its round early and begins none any more', async () => {
    let began = 0;
    let ended = 0;
    await repeat(async (ending) => {
      began += 1;
      while (!ending.aborted) {
        await new Promise(setImmediate);
      }
      ended += 1;
    });
    await eventually(() => began === 1);
    await task.drain();
    expect([began, ended]).toEqual([1, 1]);
  });
});
