import { Client } from 'pg';
import { expired, type RetentionRule } from '../db';

/**
 * What the database looks up in an index to find the rows that a rule lets go.
 * @returns `undefined` when it can only look at every row
 */
export async function indexConditionOf(url: string, rule: RetentionRule): Promise<string | undefined> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    // Of few rows each is looked at anyway, if the planner may.
    await client.query('set enable_seqscan = off');
    const { rows } = await client.query(`explain (format json) select from ${rule.table} where ${expired(rule)}`);
    return /"Index Cond":"(.*?)"/.exec(JSON.stringify(rows))?.[1];
  } finally {
    await client.end();
  }
}
