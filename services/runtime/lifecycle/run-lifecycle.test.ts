import { EventEmitter, once } from 'node:events';
import { type Logger, pino } from 'pino';
import { Readiness } from '../health';
import { eventually } from '../testing';
import { type Component, type HostProcess, runLifecycle } from '.';

/** A process that can be told to stop, and notes how it was told to end. */
class FakeProcess extends EventEmitter implements HostProcess {
  readonly exits: number[] = [];

  exit(code: number): void {
    this.exits.push(code);
    this.emit('exited');
  }
}

describe('the lifecycle', () => {
  let host: FakeProcess;
  let readiness: Readiness;
  let events: string[];
  let log: { level: number; msg: string; step?: string }[];
  let logger: Logger;

  const part = (name: string, overrides: Partial<Component> = {}): Component => {
    const note = (event: string) => async (): Promise<void> => void events.push(`${event} ${name}`);
    return { name, start: note('start'), drain: note('drain'), stop: note('stop'), ...overrides };
  };
  const run = (components: readonly Component[], { shutdownDelayMs = 0, graceMs = 60_000 } = {}): Promise<void> =>
    runLifecycle({ components, readiness, logger, shutdownDelayMs, graceMs, process: host });
  const untilServing = () => eventually(() => readiness.phase === 'serving');
  const never = () => new Promise<never>(() => undefined);

  beforeEach(() => {
    host = new FakeProcess();
    events = [];
    log = [];
    logger = pino({}, { write: (line) => log.push(JSON.parse(line)) });
    readiness = new Readiness(logger);
  });

  test.each(['SIGTERM', 'SIGINT'])(
    'starts in order; on %s drains, then stops in reverse, and exits with 0',
    async (signal) => {
      const running = run([part('database'), part('http')]);
      await untilServing();
      expect(events.splice(0)).toEqual(['start database', 'start http']);
      host.emit(signal, signal);
      await running;
      expect(events).toEqual(['drain http', 'drain database', 'stop http', 'stop database']);
      expect(host.exits).toEqual([0]);
    },
  );

  test('is not ready at once, and goes on serving for the delay', async () => {
    const delayMs = 200;
    let drainedAt = 0;
    const drain = async (): Promise<void> => {
      drainedAt = performance.now();
    };
    const running = run([part('http', { drain })], { shutdownDelayMs: delayMs });
    await untilServing();
    const signalledAt = performance.now();
    host.emit('SIGTERM', 'SIGTERM');
    await eventually(async () =>
      expect(await readiness.check()).toEqual([{ component: 'service', reason: 'draining' }]),
    );
    expect(drainedAt).toBe(0);
    await running;
    expect(drainedAt - signalledAt).toBeGreaterThanOrEqual(delayMs - 1);
  });

  test('stops what was started when a component cannot start, and exits with 1', async () => {
    const start = () => Promise.reject(new Error('port 3000 is taken'));
    await run([part('database'), part('http', { start }), part('consumers')]);
    expect(events).toEqual(['start database', 'stop http', 'stop database']);
    expect(host.exits).toEqual([1]);
    expect(log).toContainEqual(
      expect.objectContaining({
        level: 60,
        step: 'start of http',
        err: expect.objectContaining({ message: 'port 3000 is taken' }),
      }),
    );
    expect(readiness.phase).toBe('draining');
  });

  test('can be stopped while a component waits to start', async () => {
    const running = run([part('telemetry'), part('database', { start: never }), part('http')], {
      shutdownDelayMs: 30_000,
    });
    await eventually(() => events.length === 1);
    host.emit('SIGTERM', 'SIGTERM');
    await running;
    expect(events).toEqual(['start telemetry', 'stop database', 'stop telemetry']);
    expect(host.exits).toEqual([0]);
  });

  test('ends the time for draining with a signal, and goes on', async () => {
    const drain = async (deadline: AbortSignal): Promise<void> => {
      await once(deadline, 'abort');
      events.push(`gave up: ${deadline.reason.message}`);
    };
    const running = run([part('database'), part('consumers', { drain })], { graceMs: 2_000 });
    await untilServing();
    host.emit('SIGTERM', 'SIGTERM');
    await running;
    expect(events.slice(2)).toEqual([
      'gave up: the time for draining is over',
      'drain database',
      'stop consumers',
      'stop database',
    ]);
    expect(host.exits).toEqual([0]);
  });

  test.each(['drain', 'stop'] as const)(
    'exits with 1 before the grace ends when a %s hangs, and says whose',
    async (verb) => {
      const graceMs = 2_000;
      void run([part('database', { [verb]: never })], { graceMs });
      await untilServing();
      const signalledAt = performance.now();
      host.emit('SIGTERM', 'SIGTERM');
      await once(host, 'exited');
      expect(performance.now() - signalledAt).toBeLessThan(graceMs);
      expect(host.exits).toEqual([1]);
      expect(log.at(-1)).toMatchObject({ level: 60, step: `${verb} of database` });
    },
  );

  test.each(['drain', 'stop'] as const)('exits with 1 when a %s fails, but does all the others', async (verb) => {
    const failing = { [verb]: () => Promise.reject(new Error('no')) };
    const running = run([part('database'), part('broker', failing), part('http')]);
    await untilServing();
    host.emit('SIGTERM', 'SIGTERM');
    await running;
    const expected = ['drain http', 'drain broker', 'drain database', 'stop http', 'stop broker', 'stop database'];
    expect(events.slice(3)).toEqual(expected.filter((event) => event !== `${verb} broker`));
    expect(host.exits).toEqual([1]);
  });

  test('ends at once on a second signal', async () => {
    void run([part('http', { drain: never })], { graceMs: 400 });
    await untilServing();
    host.emit('SIGTERM', 'SIGTERM');
    expect(host.exits).toEqual([]);
    host.emit('SIGINT', 'SIGINT');
    expect(host.exits).toEqual([1]);
  });

  test('ends when an error is handled by nobody', async () => {
    void run([part('http')]);
    await untilServing();
    host.emit('uncaughtException', new Error('lost'));
    expect(host.exits).toEqual([1]);
    expect(log.at(-1)).toMatchObject({ level: 60, err: { message: 'lost' } });
  });
});
