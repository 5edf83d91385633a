import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { context } from '@opentelemetry/api';
import type { Middleware, ParameterizedContext } from 'koa';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { runInContext } from '../context';
import { Problem, problemMediaType, toProblemBody } from '../errors';
import { headerName } from './header-names';
import { requestMetrics } from './request-metrics';
import { endRequestSpan, inRequestSpan } from './request-span';
import { securityHeaders } from './security-headers';

/** What is known of a request while it is answered. */
export interface RequestState {
  readonly requestId: string;
  readonly correlationId: string;
  /** Without the query, as it was sent. */
  readonly path: string;
  /** Text after the question mark. */
  readonly search: string;
  /** Template of the path, for metrics and logs; never holds what a client chose. */
  route: string;
  /** Aborted when the server takes no more requests: what has no end of its own ends then. */
  readonly ending: AbortSignal;
}

export type HttpContext = ParameterizedContext<RequestState>;

export interface ShellOptions {
  readonly logger: Logger;
  readonly registry: Registry;
  /** What clients are told of a thrown value. */
  readonly toProblem: (error: unknown) => Problem;
  /** Whether clients should be asked to use another connection. */
  readonly draining: () => boolean;
  readonly ending: AbortSignal;
  /** Whether callers are strangers, whose word on ids, traces and deadlines counts for nothing. */
  readonly facesPublic: boolean;
}

/** The status that logs and metrics show of a request whose client went away before its answer; as nginx has it. */
const clientGone = 499;

/** What surrounds every request: ids, trace, log, metrics, security headers, and problems for errors. */
export function shell(options: ShellOptions): Middleware<RequestState> {
  const { logger, registry, toProblem, draining, ending, facesPublic } = options;
  const metrics = requestMetrics(registry);
  // One line per request, of fields that hold no secrets: looking for some would take a tenth of all time.
  const requestLogger = logger.child({}, { redact: [] });

  return (ctx, next) => {
    const { req, res } = ctx;
    const began = performance.now();
    const method = req.method as string;
    if (facesPublic) {
      takeOffOwnHeaders(req.headers);
    }
    const state = requestState(req.url as string, req.headers, ending);
    ctx.state = state;
    metrics.began();
    setHeaders(ctx, draining());
    return inRequestSpan(req, state.path, (span) => {
      const traceContext = context.active();
      res.once('close', () => {
        const ms = performance.now() - began;
        const { path, route } = state;
        const status = res.headersSent ? res.statusCode : clientGone;
        metrics.ended(method, route, status, ms / 1_000);
        const line = { method, path, route, status, ms: Math.round(ms) };
        context.with(traceContext, () => runInContext(state, () => requestLogger.info(line, 'request')));
        endRequestSpan(span, method, route, status);
      });
      const answered = (): Promise<unknown> => (lacksHost(req) ? Promise.reject(noHost()) : next());
      return runInContext(state, () => answered().catch((error) => answerError(ctx, toProblem(error), options)));
    });
  };
}

/** RFC 9110 §7.2. Node would refuse it too, without problem details. */
function lacksHost({ httpVersion, headers }: IncomingMessage): boolean {
  return httpVersion === '1.1' && headers.host === undefined;
}

function noHost(): Problem {
  return new Problem('malformed', { detail: 'The request must have a Host header.' });
}

/** What only our own services may say of a request. */
const ownHeaders = [...Object.values(headerName), 'traceparent', 'tracestate', 'baggage'];

function takeOffOwnHeaders(headers: IncomingHttpHeaders): void {
  for (const name of ownHeaders) {
    delete headers[name];
  }
}

function requestState(url: string, headers: IncomingHttpHeaders, ending: AbortSignal): RequestState {
  const requestId = uuidOf(headers[headerName.requestId]) ?? randomUUID();
  const correlationId = uuidOf(headers[headerName.correlationId]) ?? requestId;
  const mark = url.indexOf('?');
  return {
    requestId,
    correlationId,
    path: mark === -1 ? url : url.slice(0, mark),
    search: mark === -1 ? '' : url.slice(mark + 1),
    route: 'unmatched',
    ending,
  };
}

function uuidOf(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? value : undefined;
}

function setHeaders({ res, state }: HttpContext, draining: boolean): void {
  for (const [name, value] of securityHeaders) {
    res.setHeader(name, value);
  }
  res.setHeader(headerName.requestId, state.requestId);
  if (draining) {
    res.setHeader('connection', 'close');
  }
}

function answerError(ctx: HttpContext, problem: Problem, { logger, facesPublic }: ShellOptions): void {
  const { res, state } = ctx;
  if (res.destroyed) {
    return; // Nobody is there to be told.
  }
  if (problem.status >= 500) {
    logger.error({ err: problem.cause ?? problem, code: problem.code, route: state.route }, 'a request failed');
  }
  if (res.headersSent) {
    res.destroy(); // Part of an answer is on its way: only a broken connection tells that the rest is missing.
    return;
  }
  ctx.status = problem.status;
  for (const [name, value] of Object.entries(problem.headers)) {
    res.setHeader(name, value);
  }
  if (facesPublic) {
    res.removeHeader(headerName.failedPeer);
  }
  res.setHeader('content-type', problemMediaType);
  ctx.body = JSON.stringify(toProblemBody(problem, `urn:uuid:${state.requestId}`));
}
