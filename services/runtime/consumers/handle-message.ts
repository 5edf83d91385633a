import type { Logger } from 'pino';
import type { Database, Transaction } from '../db';
import { resolveDeadLetter } from '../dead-letters';
import { advance, receive } from '../inbox';
import { header, type Message, VersionGapError } from '../messaging';
import type { Binding } from './bindings';

/** `duplicate`: handled before; `old`: a later version of the aggregate was handled before. */
export type Handled = 'handled' | 'duplicate' | 'old';

/**
 * Handles a message once: inbox row, effect and outgoing messages commit together, or nothing does.
 *
 * @throws what the handler throws, `VersionGapError`, or a failure of the database; then nothing was changed
 */
export async function handleMessage(
  database: Database,
  consumer: string,
  binding: Binding,
  message: Message,
  logger: Logger,
  signal: AbortSignal,
): Promise<Handled> {
  const { options } = binding;
  const once = (effect: (transaction: Transaction) => Promise<void>): Promise<Handled> =>
    database.transaction(
      async (transaction) => {
        if (message.headers[header.replayOf] !== undefined) {
          await resolveDeadLetter(transaction, consumer, message.id);
        }
        if (!(await receive(transaction, consumer, message.id))) {
          return 'duplicate';
        }
        if (
          'handle' in options &&
          options.order !== undefined &&
          (await isOld(transaction, consumer, message, options.order))
        ) {
          return 'old';
        }
        await effect(transaction);
        return 'handled';
      },
      { signal },
    );

  if ('handle' in options) {
    return once((transaction) => options.handle(message, { transaction, signal, logger }));
  }
  let outcome: Promise<Handled> | undefined;
  await options.external(message, {
    signal,
    logger,
    commit: async (effect) => {
      if (outcome !== undefined) {
        throw new Error(`the handler of '${message.subject}' committed twice; put all effects into one commit`);
      }
      outcome = once(effect);
      await outcome;
    },
  });
  if (outcome === undefined) {
    throw new Error(`the handler of '${message.subject}' ended without a commit; it must await commit exactly once`);
  }
  return outcome;
}

async function isOld(
  transaction: Transaction,
  consumer: string,
  message: Message,
  order: 'newest' | 'gapless',
): Promise<boolean> {
  const { aggregate } = message;
  if (aggregate?.version === undefined) {
    throw new Error(`'${message.subject}' is handled in order and carries no aggregate version`);
  }
  const position = await advance(
    transaction,
    consumer,
    { ...aggregate, version: aggregate.version },
    order === 'gapless',
  );
  if (position === 'newer' && order === 'gapless') {
    throw new VersionGapError(`versions before ${aggregate.version} of ${aggregate.type} ${aggregate.id} are missing`);
  }
  return position === 'old';
}
