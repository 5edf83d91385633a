import { setTimeout as sleep } from 'node:timers/promises';
import type { Exit } from '../embedded';

/** A program that runs and serves. */
export interface RunningProgram {
  readonly pid: number;
  readonly exited: Promise<unknown>;
  /** Ends it in good order. */
  stop(): Promise<void>;
  /** Sends a signal and leaves the rest to it. */
  kill(signal: NodeJS.Signals): void;
}

export interface KeepRunningOptions {
  readonly name: string;
  /**
   * Starts the program and resolves when it serves.
   * @param ending aborted when the program is not wanted any more: it must be ended then, and the call rejected
   */
  launch(ending: AbortSignal): Promise<RunningProgram>;
  readonly log: ProgramLog;
  /** Whenever the process is another one. */
  readonly onChange?: () => void;
  /** @default - a quarter of a second, doubled each time up to 15 s; from the beginning again after 30 s of service */
  readonly backoff?: Backoff;
}

export interface Backoff {
  readonly firstMs: number;
  readonly lastMs: number;
  /** Service of this length makes failures before it forgotten. */
  readonly forgetMs: number;
}

export type ProgramLog = (level: 'info' | 'warn' | 'error', message: string, fields?: Record<string, unknown>) => void;

const defaultBackoff: Backoff = { firstMs: 250, lastMs: 15_000, forgetMs: 30_000 };

/** From this many failures in a row on it is said that a restart may not help. */
const manyFailures = 4;

/** Runs a program, and again when it ends by itself, later each time. Its failures stay its own. */
export class KeptRunning {
  readonly #options: KeepRunningOptions;
  readonly #backoff: Backoff;
  #program: RunningProgram | undefined;
  /** Replaced at each start; aborted when the program is not wanted any more. */
  #ending = new AbortController();
  /** The launch, or the wait for the next one, that is going on. */
  #work: Promise<unknown> = Promise.resolve();
  #failures = 0;
  /** Callers of `whenServing`. */
  #waiting: { resolve(): void; reject(error: Error): void }[] = [];

  constructor(options: KeepRunningOptions) {
    this.#options = options;
    this.#backoff = options.backoff ?? defaultBackoff;
    this.#ending.abort();
  }

  /** Undefined while it does not serve. */
  get pid(): number | undefined {
    return this.#program?.pid;
  }

  /**
   * Starts it for the first time; a program that cannot even start is not tried again.
   * @throws what the launch throws
   */
  async start(): Promise<void> {
    const ending = new AbortController();
    this.#ending = ending;
    this.#failures = 0;
    const launch = this.#launch(ending.signal);
    this.#work = launch.catch(() => undefined);
    await launch;
  }

  /** Ends it in good order, and starts it again. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Ends it in good order, for good. */
  async stop(): Promise<void> {
    this.#ending.abort(new Error(`${this.#options.name} was stopped`));
    await this.#work;
    await this.#program?.stop();
  }

  /** Sends the process a signal. Where it ends by it, it is started again. */
  kill(signal: NodeJS.Signals): void {
    if (this.#program === undefined) throw new Error(`${this.#options.name} does not run`);
    this.#program.kill(signal);
  }

  /** Ends it at once, for good. */
  async crash(): Promise<void> {
    this.#ending.abort(new Error(`${this.#options.name} was stopped`));
    this.#program?.kill('SIGKILL');
    await this.#work;
    await this.#program?.exited;
  }

  /** Resolves when it serves. */
  async whenServing(): Promise<void> {
    if (this.#program !== undefined) return;
    this.#ending.signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async #launch(ending: AbortSignal): Promise<void> {
    const program = await this.#options.launch(ending);
    const began = performance.now();
    this.#program = program;
    this.#options.onChange?.();
    for (const { resolve } of this.#waiting.splice(0)) resolve();
    void program.exited
      .catch((error: Error) => error)
      .then((exit) => {
        this.#program = undefined;
        this.#options.onChange?.();
        if (ending.aborted) return;
        if (performance.now() - began > this.#backoff.forgetMs) this.#failures = 0;
        this.#work = this.#relaunch(ending, endText(exit));
      });
  }

  /** Goes on until it serves, or is not wanted any more. */
  async #relaunch(ending: AbortSignal, reason: string): Promise<void> {
    const { name, log } = this.#options;
    const { firstMs, lastMs } = this.#backoff;
    for (let why = reason; ; ) {
      this.#failures += 1;
      const waitMs = Math.min(lastMs, firstMs * 2 ** (this.#failures - 1));
      log(
        'error',
        this.#failures < manyFailures
          ? `${name} ended (${why}); it is started again in ${waitMs} ms`
          : `${name} keeps ending, ${this.#failures} times by now (${why}); the others go on, and it is tried again in ${waitMs} ms`,
      );
      try {
        await sleep(waitMs, undefined, { signal: ending });
        await this.#launch(ending);
        log('info', `${name} serves again`);
        return;
      } catch (error) {
        if (ending.aborted) {
          for (const { reject } of this.#waiting.splice(0)) reject(new Error(`${name} was stopped`));
          return;
        }
        why = (error as Error).message;
      }
    }
  }
}

function endText(exit: unknown): string {
  const { code, signal } = (exit ?? {}) as Partial<Exit>;
  if (exit instanceof Error) return exit.message;
  return signal ? `signal ${signal}` : `exit code ${code}`;
}
