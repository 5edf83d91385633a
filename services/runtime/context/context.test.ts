import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { currentContext, Deadline, runInContext } from '.';

describe('the context', () => {
  test('follows the work over awaits, and does not mix with other work', async () => {
    const seen = await Promise.all(
      ['a', 'b', 'c'].map((correlationId) =>
        runInContext({ correlationId }, async () => {
          await nextTurn();
          return currentContext()?.correlationId;
        }),
      ),
    );
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(currentContext()).toBeUndefined();
  });

  test('gains what becomes known later by a context within', () => {
    runInContext({ correlationId: 'a' }, () => {
      const identity = { userId: 'u', roles: [] };
      const within = runInContext({ ...currentContext()!, identity }, currentContext);
      expect(within).toEqual({ correlationId: 'a', identity });
      expect(currentContext()?.identity).toBeUndefined();
    });
  });
});

describe('a deadline', () => {
  test('aborts with the problem timeout when its time is over', async () => {
    const deadline = new Deadline(5);
    const keepAlive = setTimeout(() => undefined, 10_000); // The deadline's own timer holds no process.
    await once(deadline.signal, 'abort');
    clearTimeout(keepAlive);
    expect(deadline.signal.reason).toMatchObject({ code: 'timeout', status: 504 });
    expect(deadline.remainingMs).toBe(0);
  });

  test('tells what is left of it', () => {
    const deadline = new Deadline(60_000);
    expect(deadline.remainingMs).toBeGreaterThan(59_000);
    expect(deadline.remainingMs).toBeLessThanOrEqual(60_000);
    deadline.clear();
  });

  test('ends early for a reason of its own, and leaves no timer', () => {
    jest.useFakeTimers();
    try {
      const deadline = new Deadline(60_000);
      deadline.abort(new Error('the client went away'));
      expect(deadline.signal.reason).toEqual(new Error('the client went away'));
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  test('does not end once the answer is there', () => {
    jest.useFakeTimers();
    try {
      const deadline = new Deadline(100);
      deadline.clear();
      jest.advanceTimersByTime(200);
      expect(deadline.signal.aborted).toBe(false);
    } finally {
      jest.useRealTimers();
    }
  });
});
