import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { Contract } from '../../contract';
import { Problem } from '../../errors';
import { type GuardFor, type Handlers, HttpServer, type HttpServerOptions } from '../../http';
import type { Failures } from './failures';
import type { AnyFakeHandlers } from './fake';

type Middleware = NonNullable<HttpServerOptions['middleware']>[number];

/**
 * The HTTP side of a fake. Input and output are checked by the server that services have. A request that nobody
 * fakes, an operation's input that its owner refuses, and an answer against the contract fail the test; a `Problem`
 * that a handler throws is an answer like any other.
 */
export function fakeServer(
  contract: Contract,
  fake: AnyFakeHandlers,
  guardFor: GuardFor,
  failures: Failures,
): HttpServer {
  const { name, http } = contract.declaration;
  const answers = new WeakSet<object>();
  const handlersOf = (kind: 'operations' | 'routes', names: readonly string[]): object =>
    Object.fromEntries(
      names.map((key) => {
        const handler = fake[kind]?.[key] ?? (() => Promise.reject(new Error(notFaked(name, kind, key))));
        return [key, marking(handler as (...given: unknown[]) => Promise<unknown>, answers)];
      }),
    );
  const operations = http.operations ?? {};
  const handlers = {
    operations: handlersOf('operations', Object.keys(operations)),
    routes: handlersOf(
      'routes',
      http.routes.map(({ method, path }) => `${method} ${path}`),
    ),
  } as Handlers;
  const operationPaths = new Set(Object.values(operations).map(({ path }) => path));

  const watch: Middleware = async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const { method, state } = ctx;
      if (!isAnswer(error, answers, operationPaths.has(state.route))) {
        const { message, errors = [] } = error as Problem;
        const details = [message, ...errors.map((field) => `${field.path}: ${field.message}`)].join('; ');
        failures.add(`${ctx.get('user-agent')} asked ${name} for ${method} ${state.path}: ${details}`);
      }
      throw error;
    }
  };
  return new HttpServer({
    contract,
    handlers,
    guardFor,
    port: 0,
    host: '127.0.0.1',
    middleware: [watch],
    checkResponses: true,
    draining: () => false,
    logger: pino({ level: 'silent' }),
    registry: new Registry(),
  });
}

function notFaked(name: string, kind: 'operations' | 'routes', key: string): string {
  const property = kind === 'operations' ? key : `'${key}'`;
  return (
    `nobody runs ${name} or fakes '${key}'; run it, or give startFleet ` +
    `fake: { ${name}: { ${kind}: { ${property}: … } } }`
  );
}

/** Notes the problems that a handler answers with, so that they differ from those of the server. */
function marking<Given extends unknown[], T>(
  handler: (...given: Given) => Promise<T>,
  answers: WeakSet<object>,
): (...given: Given) => Promise<T> {
  return async (...given) => {
    try {
      return await handler(...given);
    } catch (error) {
      if (error instanceof Problem) {
        answers.add(error);
      }
      throw error;
    }
  };
}

/** A client of a public route may be wrong or have no token; a peer that calls an operation is never wrong. */
function isAnswer(error: unknown, answers: WeakSet<object>, isOperation: boolean): boolean {
  if (!(error instanceof Problem)) {
    return false;
  }
  return answers.has(error) || (!isOperation && error.status < 500 && !isUnknownTarget(error));
}

function isUnknownTarget({ code }: Problem): boolean {
  return code === 'not-found' || code === 'method-not-allowed';
}
