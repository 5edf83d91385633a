import type { IncomingHttpHeaders } from 'node:http';
import { failedPeerOf, PeerError, Problem, problemMediaType } from '@flotilla/runtime';
import { type Dispatcher, errors } from 'undici';
import type { Download } from './download';
import type { Upload } from './upload';

export interface AttemptOptions {
  /** Name of the upstream. */
  readonly upstream: string;
  readonly request: Omit<Dispatcher.DispatchOptions, 'body'>;
  readonly upload: Upload | undefined;
  readonly download: Download;
  /** Time for the body to go up, and again from there until the head of the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether a bad answer may be followed by another attempt, so that it is kept back first. */
  readonly repeatable: boolean;
}

interface Head {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** An upstream says so itself, or a proxy in front of it does: it cannot serve now. */
const unavailable: ReadonlySet<number> = new Set([502, 503, 504]);

/** One attempt to have a request answered by an upstream; its answer streams to the client. */
export class Attempt implements Dispatcher.DispatchHandler {
  readonly #options: AttemptOptions;
  readonly #head: Promise<void>;
  #resolve!: () => void;
  #reject!: (error: Error) => void;
  #controller: Dispatcher.DispatchController | undefined;
  readonly #timer: NodeJS.Timeout;
  /** A bad answer that is kept back. */
  #kept: Head | undefined;
  #ended: Error | undefined;

  constructor(options: AttemptOptions) {
    this.#options = options;
    this.#head = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timer = setTimeout(() => this.#onTime(), options.timeoutMs);
  }

  /**
   * Resolves when the head of the answer is on its way to the client.
   * @throws `PeerError` when the upstream is away, slow, or says that it cannot serve; or what `abort` was given
   */
  run(dispatcher: Dispatcher): Promise<void> {
    const { request, upload } = this.#options;
    dispatcher.dispatch({ ...request, body: upload }, this);
    return this.#head;
  }

  /** The client has sent its whole body: from now on it is the upstream that is waited for. */
  uploaded(): void {
    this.#timer.refresh();
  }

  abort(reason: Error): void {
    if (this.#ended === undefined) {
      this.#ended = reason;
      clearTimeout(this.#timer);
      this.#reject(reason);
      this.#options.upload?.destroy();
      this.#controller?.abort(reason);
    }
  }

  /** Sends the answer that was kept back, since there will be no better one. @returns whether there was one */
  release(): boolean {
    if (this.#kept === undefined || this.#ended !== undefined) {
      return false;
    }
    this.#relay(this.#kept);
    this.#controller?.resume();
    return true;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#ended !== undefined) {
      controller.abort(this.#ended);
    }
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) {
      return;
    }
    clearTimeout(this.#timer);
    if (!unavailable.has(status)) {
      this.#relay({ status, headers });
      this.#resolve();
      return;
    }
    const failedPeer = failedPeerOf(headers);
    const failure = new PeerError(this.#options.upstream, 'unavailable', `answered ${status}`, {
      answer: { status, failedPeer },
    });
    if (headers['content-type']?.toString().startsWith(problemMediaType) !== true) {
      this.abort(failure); // A proxy on the way, with a page of its own.
    } else if (this.#options.repeatable) {
      controller.pause();
      this.#kept = { status, headers };
      this.#reject(failure);
    } else {
      this.#relay({ status, headers });
      this.#reject(failure);
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#options.download.write(chunk, controller);
  }

  onResponseEnd(): void {
    this.#options.download.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    clearTimeout(this.#timer);
    this.#options.upload?.destroy();
    this.#ended ??= error;
    this.#options.download.breakOff();
    this.#reject(this.#explained(error));
  }

  #relay({ status, headers }: Head): void {
    this.#options.download.begin(status, headers);
  }

  #explained(error: Error): Error {
    return error instanceof errors.InvalidArgumentError
      ? new Problem('malformed', { detail: 'The request holds what cannot be passed on.', cause: error })
      : new PeerError(this.#options.upstream, 'unavailable', `cannot be reached: ${error.message}`, { cause: error });
  }

  #onTime(): void {
    const { upstream, upload, timeoutMs } = this.#options;
    this.abort(
      upload?.awaitsClient
        ? new Problem('malformed', { detail: 'The body of the request did not arrive in time.' })
        : new PeerError(upstream, 'timeout', `did not answer in ${timeoutMs} ms`),
    );
  }
}
