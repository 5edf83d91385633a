import type { Database, RetentionRule } from '@flotilla/runtime';

/** What one client has spent of a quota, as all pods together see it. */
export interface Spent {
  /** Whether this request was admitted. */
  readonly admitted: boolean;
  /** Milliseconds until the whole quota is there again. */
  readonly debtMs: number;
}

/**
 * @param key quota and client
 * @param costMs milliseconds that one request costs
 */
export type SpendQuota = (input: { key: string; costMs: number }) => Promise<Spent>;

/** `admit` of `domain/quota.ts` in one statement, on the clock of the database: pods need not agree on the time. */
const spend = `
  insert into spent_quota as spent (key, replenished_at, admitted)
  values (:key, now() + :cost::float8 * interval '1 ms', true)
  on conflict (key) do update set
    admitted = spent.replenished_at <= now() + (60000.01 - :cost::float8) * interval '1 ms',
    replenished_at = case
      when spent.replenished_at <= now() + (60000.01 - :cost::float8) * interval '1 ms'
      then greatest(spent.replenished_at, now()) + :cost::float8 * interval '1 ms'
      else spent.replenished_at
    end
  returning admitted, (extract(epoch from replenished_at - now()) * 1000)::float8 as "debtMs"`;

export function spendQuota(database: Database): SpendQuota {
  const statement = database.prepare<{ key: string; costMs: number }, Spent>('spend-quota', (knex, input) =>
    knex.raw(spend, { key: input('key'), cost: input('costMs') }),
  );
  return async (input) => (await statement(input))[0] as Spent;
}

/** Whoever has the whole quota again is as good as unknown. */
export const spentQuotaRetention: RetentionRule = { table: 'spent_quota', column: 'replenished_at' };
