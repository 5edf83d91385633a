import type { Logger } from 'pino';
import type { Component } from './component';

export interface RepeatingTaskOptions {
  /** Shown in logs, e.g. `retention`. */
  readonly name: string;
  /** Pause between rounds, ±20 % so that replicas do not move in step, in milliseconds. */
  readonly everyMs: number;
  /** What is done in a round. It may last for many steps, and must look at `ending` between them. */
  readonly round: (ending: AbortSignal) => Promise<void>;
  readonly logger: Logger;
}

/**
 * Does something again and again, one round after another: what fails is logged and tried again in the next one. Every
 * replica does it, so its work must be safe to do side by side.
 *
 * @example
 * service.add(new RepeatingTask({ name: 'reservation expiry', everyMs: 1_000, logger, round: async (ending) => {
 *   while (!ending.aborted && (await expireOne()));
 * } }));
 */
export class RepeatingTask implements Component {
  readonly name: string;
  readonly #options: RepeatingTaskOptions;
  readonly #ending = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();

  constructor(options: RepeatingTaskOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** The first round comes after the first pause. */
  async start(): Promise<void> {
    this.#schedule();
  }

  /** Begins no further round, and waits for the end of the one that is under way. */
  async drain(): Promise<void> {
    this.#ending.abort();
    clearTimeout(this.#timer);
    await this.#round;
  }

  async stop(): Promise<void> {
    await this.drain();
  }

  #schedule(): void {
    if (!this.#ending.signal.aborted) {
      const pauseMs = this.#options.everyMs * (0.8 + Math.random() * 0.4);
      this.#timer = setTimeout(() => {
        this.#round = this.#run();
      }, pauseMs).unref();
    }
  }

  async #run(): Promise<void> {
    const { name, round, logger } = this.#options;
    try {
      await round(this.#ending.signal);
    } catch (error) {
      logger.error({ err: error, task: name }, 'a round of a task failed; trying again in the next one');
    }
    this.#schedule();
  }
}
