import { randomUUID } from 'node:crypto';
import { type Problem, send } from '../client';

/** What a client asks for again and again. */
export interface LoadRequest {
  /** As `METHOD /path`; the name under which outcomes are counted. */
  readonly line: string;
  /** Share of all requests, in parts. */
  readonly weight: number;
  readonly body?: unknown;
}

export interface Outcome {
  readonly line: string;
  /** What was going on when the request was sent. */
  readonly during: string;
  /** `ok`, the code of a problem, or the error of a connection. */
  readonly result: string;
  /** Id of what was made. */
  readonly id?: string;
}

export interface OpenLoad {
  readonly outcomes: readonly Outcome[];
  /** Names what is going on from now on. */
  mark(during: string): void;
  /** Sends no more, and waits for all answers. */
  stop(): Promise<void>;
}

/**
 * Sends requests at a fixed rate, whether or not those before them were answered: an open model, in which a slow shop
 * is not spared. Each has a connection of its own, so that none meets one that is being closed.
 */
export function startOpenLoad(
  url: string,
  token: string,
  { perSecond, requests }: { readonly perSecond: number; readonly requests: readonly LoadRequest[] },
): OpenLoad {
  const turns = requests.flatMap((request) => Array<LoadRequest>(request.weight).fill(request));
  const outcomes: Outcome[] = [];
  const underWay: Promise<void>[] = [];
  let during = 'nothing';
  let turn = 0;

  const ask = async ({ line, body }: LoadRequest, marked: string): Promise<void> => {
    const headers = { connection: 'close', ...(body === undefined ? {} : { 'idempotency-key': randomUUID() }) };
    const outcome = await send<{ id?: string } & Partial<Problem>>(url, { line, token, headers, body }).then(
      (answer) =>
        answer.status < 400
          ? { result: 'ok', id: answer.body.id }
          : { result: answer.body?.code ?? `status ${answer.status}` },
      (error: Error) => ({ result: errorCode(error) }),
    );
    outcomes.push({ line, during: marked, ...outcome });
  };
  const timer = setInterval(() => {
    underWay.push(ask(turns[turn++ % turns.length] as LoadRequest, during));
  }, 1_000 / perSecond);
  return {
    outcomes,
    mark(what) {
      during = what;
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}

function errorCode(error: Error): string {
  const { code, message } = (error.cause ?? error) as Error & { code?: string };
  return code ?? message;
}
