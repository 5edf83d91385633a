import type { Identity } from '../context';
import { Problem } from '../errors';
import { fingerprintOf, idempotencyKeyOf } from './idempotency-key';
import {
  type Claim,
  ClaimLostError,
  type IdempotencyStore,
  type IdempotentRequest,
  type StoredAnswer,
} from './idempotency-store';

/** The part of a request that tells it from others. */
export interface RepeatableRequest {
  readonly headers: { readonly 'idempotency-key'?: string | string[] | undefined };
  /** As its schema gives it, so that neither spaces nor the order of its fields count. */
  readonly body: unknown;
  readonly identity: Identity;
}

/** An answer in JSON, as a handler gives it. */
export interface JsonReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * @param route method and path template, e.g. `POST /orders`
 * @throws the problem `validation-failed` without an `Idempotency-Key`, `malformed` with one that cannot be used
 */
export function idempotentRequest(route: string, { headers, body, identity }: RepeatableRequest): IdempotentRequest {
  const header = headers['idempotency-key'];
  const key = idempotencyKeyOf(Array.isArray(header) ? header.join(', ') : header);
  if (key === undefined) {
    throw new Problem('validation-failed', {
      detail: 'Send an Idempotency-Key, e.g. a UUID, and the same one when you repeat the request.',
      errors: [{ path: 'headers.idempotency-key', message: 'is missing' }],
    });
  }
  return { userId: identity.userId, route, key, fingerprint: fingerprintOf(JSON.stringify(body ?? null)) };
}

/** A reply as it is stored with its effect. */
export function storedAnswer({ status, headers = {}, body }: JsonReply): StoredAnswer {
  return { status, headers, body: JSON.stringify(body ?? null) };
}

/**
 * Does the work of a request once, and gives its reply to all who repeat the request, marked `Idempotency-Replayed`.
 *
 * @param work stores its reply with its effect, in one transaction: `store.complete(transaction, claim,
 * storedAnswer(reply))`. When it throws, nothing has happened and the request may be sent again.
 * @throws the problem `idempotency-in-flight` while the first request is handled, `idempotency-mismatch` when the key
 * was used with another body, and what `work` throws
 */
export async function answerOnce<Reply extends JsonReply>(
  store: IdempotencyStore,
  request: IdempotentRequest,
  work: (claim: Claim) => Promise<Reply>,
): Promise<Reply> {
  const begun = await store.begin(request);
  switch (begun.outcome) {
    case 'claimed':
      return firstAnswer(store, begun.claim, work);
    case 'replay':
      return replayed(begun.answer) as Reply;
    case 'in-flight':
      throw inFlight();
    case 'mismatch':
      throw new Problem('idempotency-mismatch', { detail: 'Use a new Idempotency-Key for a new request.' });
  }
}

async function firstAnswer<Reply>(
  store: IdempotencyStore,
  claim: Claim,
  work: (claim: Claim) => Promise<Reply>,
): Promise<Reply> {
  try {
    return await work(claim);
  } catch (error) {
    if (error instanceof ClaimLostError) {
      throw inFlight(error);
    }
    // Does nothing where the effect is there although the work threw. Where it fails, the claim runs out by itself.
    await store.abandon(claim).catch(() => undefined);
    throw error;
  }
}

function replayed({ status, headers, body }: StoredAnswer): JsonReply {
  return { status, headers: { ...headers, 'idempotency-replayed': 'true' }, body: JSON.parse(body) ?? undefined };
}

function inFlight(cause?: Error): Problem {
  return new Problem('idempotency-in-flight', {
    detail: 'Repeat the request in a moment to get its answer.',
    headers: { 'retry-after': '1' },
    cause,
  });
}
