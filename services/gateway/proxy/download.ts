import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { copyResponseHeaders } from './headers';

export interface DownloadOptions {
  /** Whether the head must not wait for the first piece of the body. */
  readonly stream: boolean;
  /** How long a client may take nothing before it is cut off, in milliseconds. */
  readonly stallMs: number;
}

/** An answer on its way to the client: piece by piece, and no faster than the client takes it. */
export class Download {
  readonly #response: ServerResponse;
  readonly #options: DownloadOptions;
  #begun = false;
  #stalled: NodeJS.Timeout | undefined;

  constructor(response: ServerResponse, options: DownloadOptions) {
    this.#response = response;
    this.#options = options;
  }

  /** Whether the client gets the answer of the upstream, and so cannot be told anything else any more. */
  get begun(): boolean {
    return this.#begun;
  }

  begin(status: number, headers: IncomingHttpHeaders): void {
    this.#begun = true;
    this.#response.statusCode = status;
    copyResponseHeaders(headers, this.#response);
    if (this.#options.stream) {
      this.#response.flushHeaders();
    }
  }

  write(chunk: Buffer, source: Pick<Dispatcher.DispatchController, 'pause' | 'resume'>): void {
    const response = this.#response;
    if (response.write(chunk) || response.destroyed) {
      return;
    }
    source.pause();
    this.#stalled = setTimeout(() => response.destroy(), this.#options.stallMs);
    response.once('drain', () => {
      clearTimeout(this.#stalled);
      source.resume();
    });
  }

  end(): void {
    if (this.#begun) {
      this.#response.end();
    }
  }

  /** Only a broken connection tells the client that the rest is missing. */
  breakOff(): void {
    if (this.#begun && !this.#response.writableEnded) {
      this.#response.destroy();
    }
  }

  /** The client is gone or has everything. */
  close(): void {
    clearTimeout(this.#stalled);
  }
}
