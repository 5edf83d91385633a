import type { Logger } from 'pino';
import { readText } from './source';

/** How old the value of a secret may be, in milliseconds. */
const recheckMs = 5_000;

export interface WatchedSecretOptions {
  /** Name of the configuration key, for the log. */
  readonly key: string;
  readonly value: string;
  /** @default - the value came from the environment and never changes */
  readonly file?: string;
  readonly logger: Logger;
  /** Clock in milliseconds. @default performance.now */
  readonly now?: () => number;
}

/**
 * A secret whose file may be replaced while the service runs. The file is read again when the value is asked for and
 * the last look is over five seconds ago: no timer, no watcher, and it does not matter that Kubernetes replaces the
 * file by swapping a symbolic link above it.
 */
export class WatchedSecret {
  readonly #options: WatchedSecretOptions;
  readonly #now: () => number;
  #value: string;
  #lookedAt: number;

  constructor(options: WatchedSecretOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#value = options.value;
    this.#lookedAt = this.#now();
  }

  /** The latest value; the one before it while the file is missing, unreadable or empty. */
  get value(): string {
    const { file } = this.#options;
    const now = this.#now();
    if (file !== undefined && now - this.#lookedAt >= recheckMs) {
      this.#lookedAt = now;
      this.#look(file);
    }
    return this.#value;
  }

  #look(file: string): void {
    const { key, logger } = this.#options;
    try {
      const value = readText(file);
      if (value === '') {
        throw new Error('the file is empty');
      }
      if (value !== this.#value) {
        this.#value = value;
        logger.info({ key }, 'a secret was replaced');
      }
    } catch (error) {
      logger.warn({ key, err: error }, 'the file of a secret cannot be used; going on with the value before');
    }
  }
}
