import { CleanupStack } from './cleanup-stack';

describe('what a test has started', () => {
  const undone: string[] = [];
  const undo = (name: string) => async () => void undone.push(name);

  beforeEach(() => undone.splice(0));

  test('is undone in reverse order, and once', async () => {
    const cleanups = new CleanupStack();
    cleanups.defer(undo('first'));
    await cleanups.start({ start: async () => undefined, stop: undo('second') });
    await cleanups.run();
    await cleanups.run();
    expect(undone).toEqual(['second', 'first']);
  });

  test('may be stopped before, and is not stopped again', async () => {
    const cleanups = new CleanupStack();
    const component = await cleanups.start({ start: async () => undefined, stop: undo('early') });
    cleanups.defer(undo('late'));
    await cleanups.stop(component);
    await cleanups.run();
    expect(undone).toEqual(['early', 'late']);
  });

  test('is undone as a whole, though a part of it cannot be', async () => {
    const cleanups = new CleanupStack();
    cleanups.defer(undo('first'));
    cleanups.defer(() => Promise.reject(new Error('stuck')));
    await expect(cleanups.run()).rejects.toThrow('stuck');
    expect(undone).toEqual(['first']);
  });

  test('is undone though it did not start', async () => {
    const cleanups = new CleanupStack();
    const broken = { start: () => Promise.reject(new Error('broken')), stop: undo('broken') };
    await expect(cleanups.start(broken)).rejects.toThrow('broken');
    await cleanups.run();
    expect(undone).toEqual(['broken']);
  });
});
