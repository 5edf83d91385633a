import { parse } from 'node:querystring';
import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { currentContext, Deadline, runInContext } from '../context';
import { Problem } from '../errors';
import type { Outgoing } from './endpoint';
import type { EndpointTable } from './endpoint-table';
import { eventStream, eventStreamHeaders } from './event-stream';
import { headerName } from './header-names';
import type { HttpContext, RequestState } from './shell';

export interface DispatchOptions {
  readonly endpoints: EndpointTable;
  /** Longest time until the head of an answer, in milliseconds; a caller may ask for less. */
  readonly deadlineMs: number;
  /** Ends streams. */
  readonly ending: AbortSignal;
  readonly logger: Logger;
}

/** Hands a request to its endpoint, within a deadline, and sends the answer. */
export function dispatch({ endpoints, deadlineMs, ending, logger }: DispatchOptions): Middleware<RequestState> {
  return async (ctx) => {
    const { req, res, state } = ctx;
    assertStorableUrl(req.url as string);
    const { endpoint, params } = endpoints.find(req.method as string, state.path);
    state.route = endpoint.path;
    const deadline = new Deadline(Math.min(deadlineMs, timeoutOf(req.headers[headerName.timeout])));
    res.once('close', () => {
      if (!res.writableFinished) {
        deadline.abort(new Error('the client went away'));
      }
    });
    const { signal } = deadline;
    const scope = { id: state.requestId, correlationId: state.correlationId, signal };
    try {
      const answer = runInContext({ ...state, ...currentContext(), deadline }, () =>
        endpoint.answer({ request: req, params, query: parse(state.search), scope }),
      );
      send(ctx, await unlessAborted(answer, signal), { ending, gone: signal }, logger);
    } finally {
      deadline.clear();
    }
  };
}

/** PostgreSQL stores no NUL; the body is checked when it is read. */
function assertStorableUrl(url: string): void {
  if (url.includes('%00')) {
    throw new Problem('malformed', { detail: 'The URL must not hold a NUL character.' });
  }
}

function timeoutOf(header: string | string[] | undefined): number {
  return typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : Number.POSITIVE_INFINITY;
}

/** A handler that does not heed its signal still runs on, but nobody waits for it any more. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

function send(
  ctx: HttpContext,
  { status, headers, body, events }: Outgoing,
  ends: { ending: AbortSignal; gone: AbortSignal },
  logger: Logger,
): void {
  const { res } = ctx;
  ctx.status = status;
  if (events !== undefined) {
    setAll(ctx, eventStreamHeaders);
    const onError = (error: unknown): void => logger.error({ err: error, route: ctx.state.route }, 'a stream failed');
    ctx.body = eventStream({ events, ...ends, onError });
  } else if (body === undefined) {
    ctx.body = null;
    ctx.status = status; // Koa takes no body for a 204.
  } else {
    res.setHeader('content-type', 'application/json');
    ctx.body = body;
  }
  if (headers !== undefined) {
    setAll(ctx, headers);
  }
}

function setAll({ res }: HttpContext, headers: Readonly<Record<string, string>>): void {
  for (const name in headers) {
    res.setHeader(name, headers[name] as string);
  }
}
