import { randomUUID } from 'node:crypto';
import type { NativeStatement, Session } from '../db';
import {
  type Begun,
  type Claim,
  ClaimLostError,
  type IdempotencyStore,
  type IdempotentRequest,
  type StoredAnswer,
} from './idempotency-store';

export interface PostgresqlIdempotencyStoreOptions {
  /** Where the table of `idempotencyMigration` is. */
  readonly session: Session;
  /**
   * How long a claim holds when its process dies, in milliseconds. Longer than any request takes.
   * @default 60000
   */
  readonly claimMs?: number;
  /** How long an answer is given again, in milliseconds. @default 86400000, a day */
  readonly keepMs?: number;
}

interface Row {
  readonly sameBody: boolean;
  readonly status: number | null;
  readonly headers: Record<string, string> | null;
  readonly body: string | null;
}

/**
 * Takes a key that is new or expired, or whose claim ran out without an answer. All in one statement: of many
 * requests with one key that come at the same time, one gets a row.
 */
const claimStatement = `
  insert into idempotency as taken (user_id, route, key, fingerprint, claim, claimed_until, expires_at)
  values ($1, $2, $3, $4, $5, clock_timestamp() + $6 * interval '1 ms', clock_timestamp() + $7 * interval '1 ms')
  on conflict (user_id, route, key) do update
    set fingerprint = excluded.fingerprint, claim = excluded.claim, claimed_until = excluded.claimed_until,
      expires_at = excluded.expires_at, status = null, headers = null, body = null
    where taken.expires_at < clock_timestamp()
      or (taken.status is null and taken.claimed_until < clock_timestamp() and taken.fingerprint = excluded.fingerprint)
  returning claim`;

/** Answers in the service's own database, so that they commit with the effect. */
export class PostgresqlIdempotencyStore implements IdempotencyStore {
  readonly #session: Session;
  readonly #claimMs: number;
  readonly #keepMs: number;

  constructor({ session, claimMs = 60_000, keepMs = 24 * 60 * 60_000 }: PostgresqlIdempotencyStoreOptions) {
    this.#session = session;
    this.#claimMs = claimMs;
    this.#keepMs = keepMs;
  }

  async begin(request: IdempotentRequest): Promise<Begun> {
    for (;;) {
      const claim = await this.#claim(request);
      if (claim !== undefined) {
        return { outcome: 'claimed', claim };
      }
      const row = await this.#read(request);
      if (row !== undefined) {
        return begunOf(row);
      }
      // Abandoned or expired between the two statements: the key is free again.
    }
  }

  async complete(session: Session, claim: Claim, answer: StoredAnswer): Promise<void> {
    if ((await session.execute(completion(claim, answer))) === 0) {
      throw new ClaimLostError(
        `the request with the idempotency key ${claim.key} on ${claim.route} took longer than its claim holds, and ` +
          'another attempt has taken it over; roll back',
      );
    }
  }

  async abandon({ userId, route, key, token }: Claim): Promise<void> {
    await this.#session.execute({
      name: 'idempotency-abandon',
      text: 'delete from idempotency where user_id = $1 and route = $2 and key = $3 and claim = $4 and status is null',
      values: [userId, route, key, token],
    });
  }

  async #claim(request: IdempotentRequest): Promise<Claim | undefined> {
    const token = randomUUID();
    const taken = await this.#session.execute({
      name: 'idempotency-claim',
      text: claimStatement,
      values: [request.userId, request.route, request.key, request.fingerprint, token, this.#claimMs, this.#keepMs],
    });
    return taken === 1 ? { ...request, token } : undefined;
  }

  #read({ userId, route, key, fingerprint }: IdempotentRequest): Promise<Row | undefined> {
    return this.#session.first<Row>({
      name: 'idempotency-read',
      text: `select fingerprint = $4 as "sameBody", status, headers, body from idempotency
             where user_id = $1 and route = $2 and key = $3`,
      values: [userId, route, key, fingerprint],
    });
  }
}

/**
 * The statement that stores an answer, for a service that writes it and its effect in one: it touches one row, or none
 * when the claim is lost.
 */
export function completion({ userId, route, key, token }: Claim, answer: StoredAnswer): NativeStatement {
  return {
    name: 'idempotency-complete',
    text: `update idempotency set status = $5, headers = $6, body = $7
           where user_id = $1 and route = $2 and key = $3 and claim = $4 and status is null`,
    values: [userId, route, key, token, answer.status, JSON.stringify(answer.headers), answer.body],
  };
}

function begunOf({ sameBody, status, headers, body }: Row): Begun {
  if (!sameBody) {
    return { outcome: 'mismatch' };
  }
  return status === null
    ? { outcome: 'in-flight' }
    : { outcome: 'replay', answer: { status, headers: headers ?? {}, body: body ?? '' } };
}
