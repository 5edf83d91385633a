import type { IncomingMessage, ServerResponse } from 'node:http';
import { type EdgePolicy, edgePolicy } from '@flotilla/constructs/declaration';
import { type Component, callDurations, Edge, headerName, inCallSpan, PeerError, Problem } from '@flotilla/runtime';
import { type Dispatcher, Pool } from 'undici';
import type { TableEntry } from '../domain/route-table';
import { Attempt } from './attempt';
import { Download } from './download';
import { requestHeaders } from './headers';
import { Upload } from './upload';

type EdgeServices = Pick<ConstructorParameters<typeof Edge>[0], 'logger' | 'registry'>;

export interface UpstreamOptions extends EdgeServices {
  /** Name of the service. */
  readonly name: string;
  /** Base URL without a slash at its end. */
  readonly url: string;
  readonly policy: EdgePolicy;
  /** Longest request body, in bytes. */
  readonly bodyLimitBytes: number;
  /** How long a client may take nothing of its answer before it is cut off, in milliseconds. @default 30000 */
  readonly stallMs?: number;
}

/** A request that has been let in. */
export interface Passage {
  readonly entry: TableEntry;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Headers that the gateway sets, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ends streams. */
  readonly ending: AbortSignal;
}

/** Shorter than the 65 s for which our servers keep a connection, or a request might meet one that is being closed. */
const keepAliveMs = 30_000;

/** Streams send something at least every 15 s: one that is silent for three times as long is dead. */
const silenceMs = 45_000;

/**
 * Answers that may be on their way to clients at the same time. The bulkhead of the edge counts requests that wait
 * for their answer to begin; these are the ones after that: streams, and whatever slow clients fetch.
 */
const maxOpen = 1_024;

const gone = new Error('the client went away');

/** A service behind the gateway: the connections to it, and what stands on the edge. */
export class Upstream implements Component {
  readonly name: string;
  readonly #options: UpstreamOptions;
  readonly #timeoutMs: number;
  readonly #edge: Edge;
  readonly #prefix: string;
  readonly #pool: Pool;
  /** Apart, so that streams that go on for long do not slow down the search for a free connection. */
  readonly #streams: Pool;
  readonly #durations;
  #open = 0;

  constructor(options: UpstreamOptions) {
    const { name, url, logger, registry } = options;
    const policy = edgePolicy(options.policy);
    const { origin, pathname } = new URL(url);
    this.name = `upstream ${name}`;
    this.#options = options;
    this.#timeoutMs = policy.timeoutMs;
    // An attempt keeps time itself, since a slow client is no fault of the upstream. This is only the last resort.
    const edge = { ...policy, timeoutMs: policy.timeoutMs * 3 };
    this.#edge = new Edge({ peer: name, policy: edge, logger, registry });
    this.#prefix = pathname === '/' ? '' : pathname;
    const pool = {
      connections: maxOpen,
      connect: { timeout: policy.timeoutMs },
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
      headersTimeout: 0,
    };
    this.#pool = new Pool(origin, { ...pool, bodyTimeout: policy.timeoutMs });
    this.#streams = new Pool(origin, { ...pool, bodyTimeout: silenceMs });
    this.#durations = callDurations(registry);
  }

  /** Connections are made by the first requests: the service need not run yet. */
  async start(): Promise<void> {}

  /** Ends what is still under way. */
  async stop(): Promise<void> {
    await Promise.all([this.#pool.destroy(), this.#streams.destroy()]);
  }

  /**
   * Passes a request on, and resolves when its answer has begun to stream to the client.
   * @throws `PeerError` when the upstream is away or slow, `Problem` when it is the client's fault
   */
  async forward(passage: Passage): Promise<void> {
    const { entry, request, response, ending } = passage;
    const { name, stallMs = 30_000 } = this.#options;
    if (this.#open >= maxOpen) {
      throw new PeerError(name, 'unavailable', `has ${maxOpen} answers on their way, which is the limit`);
    }
    const client = new AbortController();
    let attempt: Attempt | undefined;
    const upload = this.#uploadOf(request, {
      complete: () => attempt?.uploaded(),
      tooLong: () => attempt?.abort(tooLarge(this.#options.bodyLimitBytes)),
    });
    const { stream = false } = entry.route;
    const download = new Download(response, { stream, stallMs });
    const endStream = (): void => {
      download.end();
      attempt?.abort(new Problem('shutting-down'));
    };
    this.#open += 1;
    response.once('close', () => {
      this.#open -= 1;
      download.close();
      ending.removeEventListener('abort', endStream);
      if (!response.writableFinished) {
        client.abort(gone);
        attempt?.abort(gone);
      }
    });
    if (stream) {
      ending.addEventListener('abort', endStream);
    }
    try {
      await this.#measured(passage, (traceHeaders) =>
        this.#edge.run(
          () => {
            attempt?.abort(new Error('there is another attempt'));
            attempt = new Attempt({
              upstream: name,
              request: this.#requestOf(passage, upload !== undefined, traceHeaders),
              upload,
              download,
              timeoutMs: this.#timeoutMs,
              repeatable: upload === undefined && isSafe(request),
            });
            return attempt.run(stream ? this.#streams : this.#pool);
          },
          { safe: isSafe(request), signal: client.signal },
        ),
      );
    } catch (error) {
      upload?.destroy();
      if (!download.begun && attempt?.release() !== true) {
        throw error;
      }
    }
  }

  /** Bodies of GET and DELETE mean nothing (RFC 9110 §9.3.1, §9.3.5): they stay here. */
  #uploadOf(request: IncomingMessage, events: ConstructorParameters<typeof Upload>[2]): Upload | undefined {
    const { headers, method } = request;
    const { bodyLimitBytes } = this.#options;
    const length = Number(headers['content-length'] ?? 0);
    if (length > bodyLimitBytes) {
      throw tooLarge(bodyLimitBytes);
    }
    const hasBody = length > 0 || headers['transfer-encoding'] !== undefined;
    return hasBody && !isSafe(request) && method !== 'DELETE' ? new Upload(request, bodyLimitBytes, events) : undefined;
  }

  #requestOf(
    { request, headers }: Passage,
    hasBody: boolean,
    traceHeaders: Readonly<Record<string, string>>,
  ): Omit<Dispatcher.DispatchOptions, 'body'> {
    const added = { ...headers, ...traceHeaders, [headerName.timeout]: String(this.#timeoutMs) };
    return {
      method: request.method as Dispatcher.HttpMethod,
      path: this.#prefix + (request.url as string),
      headers: requestHeaders(request.headers, hasBody, added),
    };
  }

  async #measured(
    { entry, response }: Passage,
    work: (traceHeaders: Record<string, string>) => Promise<void>,
  ): Promise<void> {
    const { name: peer } = this.#options;
    const began = performance.now();
    const ended = (outcome: string): void =>
      this.#durations.observe({ peer, operation: entry.key, outcome }, (performance.now() - began) / 1_000);
    try {
      await inCallSpan(peer, entry.key, work);
      ended(outcomeOf(response.statusCode));
    } catch (error) {
      ended(error instanceof PeerError ? error.failure : 'abandoned');
      throw error;
    }
  }
}

function isSafe({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** As `PeerFailure` has it. */
function outcomeOf(status: number): string {
  return status < 400 ? 'ok' : status < 500 ? 'refused' : 'failed';
}

function tooLarge(limit: number): Problem {
  return new Problem('payload-too-large', { detail: `The body is longer than ${limit} bytes.` });
}
