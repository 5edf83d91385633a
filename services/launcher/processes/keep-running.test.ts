import { eventually } from '@flotilla/runtime/testing';
import { KeptRunning, type RunningProgram } from './keep-running';

/** A program without a process, that ends when it is told. */
class FakeProgram implements RunningProgram {
  readonly pid = 1;
  readonly exited: Promise<{ code: number; signal: null }>;
  end: (code: number) => void = () => undefined;

  constructor() {
    this.exited = new Promise((resolve) => {
      this.end = (code) => resolve({ code, signal: null });
    });
  }

  async stop(): Promise<void> {
    this.end(0);
  }

  kill(): void {
    this.end(137);
  }
}

describe('a program that is kept running', () => {
  let programs: FakeProgram[];
  let failures: Error[];
  let said: string[];
  let kept: KeptRunning;

  beforeEach(() => {
    programs = [];
    failures = [];
    said = [];
    kept = new KeptRunning({
      name: 'orders',
      launch: async () => {
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
        programs.push(new FakeProgram());
        return programs.at(-1) as FakeProgram;
      },
      log: (_, message) => said.push(message),
      backoff: { firstMs: 1, lastMs: 4, forgetMs: 60_000 },
    });
  });
  afterEach(() => kept.stop());

  test('is started again when it ends, later each time, and said to be hopeless only after many failures', async () => {
    await kept.start();
    failures = [new Error('no port'), new Error('no port'), new Error('no port')];
    programs[0]?.end(1);
    await eventually(() => programs.length === 2);
    await kept.whenServing();
    expect(said).toEqual([
      'orders ended (exit code 1); it is started again in 1 ms',
      'orders ended (no port); it is started again in 2 ms',
      'orders ended (no port); it is started again in 4 ms',
      'orders keeps ending, 4 times by now (no port); the others go on, and it is tried again in 4 ms',
      'orders serves again',
    ]);
  });

  test('is not tried again when it cannot be started for the first time', async () => {
    failures = [new Error('wrong configuration')];
    await expect(kept.start()).rejects.toThrow('wrong configuration');
    expect([programs.length, said]).toEqual([0, []]);
  });

  test('stays away when it was stopped, also while it waits to be started again', async () => {
    await kept.start();
    failures = Array.from({ length: 1_000 }, () => new Error('no port'));
    programs[0]?.end(1);
    await eventually(() => said.length > 2);
    const waiting = kept.whenServing();
    waiting.catch(() => undefined);
    await kept.stop();
    const { length } = said;
    await expect(waiting).rejects.toThrow('orders was stopped');
    expect([said.length, kept.pid]).toEqual([length, undefined]);
  });

  test('comes back after a restart and after a crash', async () => {
    await kept.start();
    await kept.restart();
    expect([programs.length, kept.pid]).toEqual([2, 1]);
    await kept.crash();
    expect(kept.pid).toBeUndefined();
    await kept.restart();
    expect([programs.length, kept.pid]).toEqual([3, 1]);
    expect(said).toEqual([]);
  });
});
