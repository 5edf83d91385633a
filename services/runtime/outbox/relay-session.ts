import { Client, type ClientConfig } from 'pg';
import type { OutgoingMessage } from '../messaging';

/** A row that is ready to be published. `payload` is JSON text. */
export interface PendingRow extends Omit<OutgoingMessage, 'data'> {
  readonly payload: string;
  readonly createdAt: Date;
  readonly attempts: number;
}

export interface PendingRows {
  readonly rows: readonly PendingRow[];
  /** Committed rows exist that must wait for a transaction that began before theirs. */
  readonly held: boolean;
}

export interface FailedRow {
  readonly id: string;
  readonly error: string;
  readonly retryInMs: number;
  /** Taken out of the line for good; a person has to look at it. */
  readonly poison: boolean;
}

/** Only one relay per database may publish; its key is any number that no other lock of the database uses. */
const leaderLock = 7_778_742_049;

/** Without it a server would hold the lock of a machine that vanished for hours, and nobody could take over. */
const releaseLockSoon = 'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3';

/**
 * Rows in the order of their transactions. A row is settled once every transaction that began before its own has
 * ended: until then a row with a smaller position may still appear, and reading past it would lose it (positions are
 * given at insert, visible at commit). A row that waits for its next attempt holds back its aggregate alone.
 */
const nextRows = `
  with waiting as (
    select distinct aggregate_type, aggregate_id from outbox
    where published_at is null and failed_at is null and next_attempt_at > clock_timestamp()
  )
  select id, subject, type, payload::text as payload, headers, created_at, attempts,
    aggregate_type, aggregate_id, aggregate_version,
    xid < pg_snapshot_xmin(pg_current_snapshot()) as settled
  from outbox o
  where published_at is null and failed_at is null
    and not exists (
      select from waiting w where w.aggregate_type = o.aggregate_type and w.aggregate_id = o.aggregate_id
    )
  order by xid, pos
  limit $1`;

const markPublished = `
  update outbox o set published_at = clock_timestamp(), stream_seq = ack.seq, next_attempt_at = null, last_error = null
  from unnest($1::uuid[], $2::bigint[]) as ack(id, seq)
  where o.id = ack.id`;

const markFailed = `
  update outbox o set
    attempts = o.attempts + 1,
    last_error = failure.error,
    next_attempt_at = clock_timestamp() + failure.retry_ms * interval '1 millisecond',
    failed_at = case when failure.poison then clock_timestamp() end
  from unnest($1::uuid[], $2::text[], $3::float8[], $4::boolean[]) as failure(id, error, retry_ms, poison)
  where o.id = failure.id`;

/**
 * The one connection on which a relay holds its lock, reads and marks. Whoever loses it has lost the lock with it,
 * and can neither read nor mark any more. It must not go through a pooler that shares sessions.
 */
export class RelaySession {
  readonly #client: Client;
  #lost = false;

  private constructor(client: Client) {
    this.#client = client;
    client.on('error', () => {
      this.#lost = true;
    });
    client.on('end', () => {
      this.#lost = true;
    });
  }

  static async open(config: ClientConfig): Promise<RelaySession> {
    const session = new RelaySession(new Client(config));
    await session.#client.connect();
    await session.#client.query(releaseLockSoon);
    return session;
  }

  get lost(): boolean {
    return this.#lost;
  }

  async tryLead(): Promise<boolean> {
    const { rows } = await this.#client.query<{ leads: boolean }>('select pg_try_advisory_lock($1) as leads', [
      leaderLock,
    ]);
    return rows[0]?.leads === true;
  }

  async next(limit: number): Promise<PendingRows> {
    const { rows } = await this.#client.query({ name: 'outbox-next', text: nextRows, values: [limit] });
    const settled = rows.findIndex((row) => !row.settled);
    return {
      rows: (settled === -1 ? rows : rows.slice(0, settled)).map(pendingRow),
      held: settled !== -1,
    };
  }

  async markPublished(acks: readonly { id: string; sequence: number }[]): Promise<void> {
    await this.#client.query({
      name: 'outbox-published',
      text: markPublished,
      values: [acks.map(({ id }) => id), acks.map(({ sequence }) => sequence)],
    });
  }

  async markFailed(failures: readonly FailedRow[]): Promise<void> {
    await this.#client.query(markFailed, [
      failures.map(({ id }) => id),
      failures.map(({ error }) => error),
      failures.map(({ retryInMs }) => retryInMs),
      failures.map(({ poison }) => poison),
    ]);
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a row as the driver gives it
function pendingRow(row: any): PendingRow {
  return {
    id: row.id,
    subject: row.subject,
    type: row.type,
    payload: row.payload,
    headers: row.headers,
    createdAt: row.created_at,
    attempts: row.attempts,
    aggregate: { type: row.aggregate_type, id: row.aggregate_id, version: row.aggregate_version ?? undefined },
  };
}
