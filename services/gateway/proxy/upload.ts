import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

export interface UploadEvents {
  /** The client has sent everything. */
  complete(): void;
  /** The body is longer than it may be; no more of it is passed on. */
  tooLong(): void;
}

/**
 * The body of a request on its way up: piece by piece, no faster than the upstream takes it, and never more than the
 * limit. What is left of one that ends early is read and thrown away, so that the client gets to see the answer.
 */
export class Upload extends Readable {
  readonly #request: IncomingMessage;
  readonly #events: UploadEvents;
  #left: number;
  #complete = false;

  /** @param limit in bytes */
  constructor(request: IncomingMessage, limit: number, events: UploadEvents) {
    super({ autoDestroy: true });
    this.#request = request;
    this.#events = events;
    this.#left = limit;
    request.on('data', this.#onData).on('end', this.#onEnd);
    request.pause();
  }

  get complete(): boolean {
    return this.#complete;
  }

  /** Whether it is the client that the next piece is waited for, and not the upstream. */
  get awaitsClient(): boolean {
    return !this.#complete && !this.#request.isPaused();
  }

  override _read(): void {
    this.#request.resume();
  }

  override _destroy(_error: Error | null, callback: () => void): void {
    this.#request.off('data', this.#onData).off('end', this.#onEnd).resume();
    callback(); // Whoever ends it early knows why; an `error` event would reach nobody.
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#left -= chunk.length;
    if (this.#left < 0) {
      this.#events.tooLong();
    } else if (!this.push(chunk)) {
      this.#request.pause();
    }
  };

  readonly #onEnd = (): void => {
    this.#complete = true;
    this.push(null);
    this.#events.complete();
  };
}
