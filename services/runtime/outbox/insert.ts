import { compile, type NativeStatement, type Statement } from '../db';
import type { OutgoingMessage } from '../messaging';

/** Every message is a row of one array per column: the statement's text is the same for any number of messages. */
const columns: readonly (readonly [name: string, type: string, cell: (message: OutgoingMessage) => unknown])[] = [
  ['id', 'uuid', (message) => message.id],
  ['aggregate_type', 'text', (message) => message.aggregate.type],
  ['aggregate_id', 'text', (message) => message.aggregate.id],
  ['aggregate_version', 'bigint', (message) => message.aggregate.version ?? null],
  ['subject', 'text', (message) => message.subject],
  ['type', 'text', (message) => message.type],
  ['payload', 'jsonb', (message) => JSON.stringify(message.data)],
  ['headers', 'jsonb', (message) => JSON.stringify(message.headers)],
];

const names = columns.map(([name]) => name).join(', ');

/**
 * The statement that puts messages into the outbox, to run in the transaction of what they tell.
 *
 * @param options.after number of the last `$n` before this part, when it stands inside a larger statement
 * @param options.condition further SQL condition, e.g. `exists (select from placed)`
 */
export function outboxInsert(
  messages: readonly OutgoingMessage[],
  { after = 0, condition = 'true' }: { after?: number; condition?: string } = {},
): Required<Pick<NativeStatement, 'text' | 'values'>> {
  const arrays = columns.map(([, type], index) => `$${after + index + 1}::${type}[]`).join(', ');
  return {
    text:
      `insert into outbox (${names}) select ${names} from unnest(${arrays}) ` +
      `with ordinality as message(${names}, n) where ${condition} order by n`,
    values: columns.map(([, , cell]) => messages.map((message) => cell(message))),
  };
}

/**
 * A change and its messages as one SQL statement: one round trip and one commit. The messages are sent when the
 * change touched at least one row, so an update that finds another version tells nobody.
 *
 * @param change insert, update or delete with a `returning` clause; its rows are the statement's rows
 */
export function withOutbox(change: Statement, messages: readonly OutgoingMessage[]): NativeStatement {
  const { text, values = [] } = compile(change);
  const insert = outboxInsert(messages, { after: values.length, condition: 'exists (select from changed)' });
  return {
    text: `with changed as (${text}), told as (${insert.text}) select * from changed`,
    values: [...values, ...insert.values],
  };
}
