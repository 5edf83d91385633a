import fc from 'fast-check';
import { HashingQueue } from './hashing-queue';

const { signal: never } = new AbortController();

/** A work that goes on until it is told to end. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const work = jest.fn(() => opened.then(() => 'done'));
  return { work, open };
}

test('never runs more than it may, and everything that it takes, in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.tuple(fc.boolean(), fc.nat(5)), { maxLength: 30 }),
      async (concurrency, works) => {
        const queue = new HashingQueue({ concurrency, waiting: 30 });
        const begun: number[] = [];
        let running = 0;
        const results = await Promise.allSettled(
          works.map(([fails, ticks], n) =>
            queue.run(async () => {
              begun.push(n);
              running += 1;
              expect(running).toBeLessThanOrEqual(concurrency);
              for (let tick = 0; tick < ticks; tick += 1) {
                await null;
              }
              running -= 1;
              return fails ? Promise.reject(new Error('failed')) : n;
            }, never),
          ),
        );
        expect(begun).toEqual(works.map((_, n) => n));
        expect(results.map(({ status }) => status === 'rejected')).toEqual(works.map(([fails]) => fails));
      },
    ),
  );
});

test('refuses what would wait behind too many, and says when to come back', async () => {
  const queue = new HashingQueue({ concurrency: 1, waiting: 1 });
  const [first, second] = [gate(), gate()];
  const taken = [queue.run(first.work, never), queue.run(second.work, never)];
  await expect(queue.run(gate().work, never)).rejects.toMatchObject({
    code: 'too-many-requests',
    headers: { 'retry-after': '1' },
  });
  first.open();
  second.open();
  expect(await Promise.all(taken)).toEqual(['done', 'done']);
  expect(await queue.run(async () => 'again', never)).toBe('again');
});

test('drops what nobody waits for any more, without running it', async () => {
  const queue = new HashingQueue({ concurrency: 1, waiting: 1 });
  const [first, second] = [gate(), gate()];
  const running = queue.run(first.work, never);
  const gone = new AbortController();
  const dropped = queue.run(second.work, gone.signal);
  gone.abort(new Error('the client went away'));
  await expect(dropped).rejects.toThrow('the client went away');
  const third = queue.run(async () => 'in its place', never);
  first.open();
  expect(await running).toBe('done');
  expect(await third).toBe('in its place');
  expect(second.work).not.toHaveBeenCalled();
  await expect(queue.run(second.work, gone.signal)).rejects.toThrow('the client went away');
});
