import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Database, isConflict, isConnectionFailure } from '../db';
import { deadLetterOf, storeDeadLetter } from '../dead-letters';
import { ConcurrentChangeError, type Delivery, header, type Message, PermanentError, retryDelayMs } from '../messaging';
import type { Outbox } from '../outbox';
import { type Binding, readMessage } from './bindings';
import { type Handled, handleMessage } from './handle-message';

export interface SettleOptions {
  readonly service: string;
  readonly database: Database;
  readonly outbox: Outbox;
  readonly newId: () => string;
  /** Length of a second of retry delay, in milliseconds. */
  readonly retrySecondMs: number;
  /** Runs the handling of a message in its span and context. */
  readonly around: <T>(message: Message, consumer: string, work: () => Promise<T>) => Promise<T>;
}

/** How a delivery ended. `returned`: given back unhandled because the service stops. */
export type Outcome = Handled | 'retried' | 'dead' | 'returned';

const handlerTimeoutMs = 60_000;
const conflictRetries = 3;
const databaseRetryMs = { first: 100, last: 2_000 } as const;

/**
 * Handles a delivery and tells the broker how it went. A failure of the database costs no delivery attempt: the
 * message is kept, and tried again when the database is back.
 *
 * @param stopping aborted when there is no time left to finish
 */
export async function settleDelivery(
  options: SettleOptions,
  consumer: string,
  maxDeliver: number,
  binding: Binding | undefined,
  delivery: Delivery,
  logger: Logger,
  stopping: AbortSignal,
): Promise<Outcome> {
  try {
    const handled = await handleReceived(options, consumer, binding, delivery, logger, stopping);
    await delivery.ack().catch((error: Error) => {
      logger.debug({ err: error }, 'the message is done, and will come once more to be skipped');
    });
    return handled;
  } catch (error) {
    if (stopping.aborted) {
      delivery.nak(0);
      return 'returned';
    }
    return fail(options, consumer, maxDeliver, delivery, error as Error, logger, stopping);
  }
}

/**
 * Reads and handles a message, within the time that a handler has. Begins anew after a conflict, and for as long as the
 * database is away.
 *
 * @throws what made it impossible; nothing was changed then
 */
export function handleReceived(
  options: SettleOptions,
  consumer: string,
  binding: Binding | undefined,
  { subject, headers, payload, attempt }: Pick<Delivery, 'subject' | 'headers' | 'payload' | 'attempt'>,
  logger: Logger,
  stopping: AbortSignal,
): Promise<Handled> {
  return patiently(async () => {
    if (binding === undefined) {
      throw new PermanentError(`consumer ${consumer} delivers '${subject}', which has no handler`);
    }
    const message = readMessage(binding, subject, headers, payload, attempt);
    return withDeadline(stopping, (signal) =>
      options.around(message, consumer, () =>
        handleMessage(options.database, consumer, binding, message, logger, signal),
      ),
    );
  }, stopping);
}

async function fail(
  options: SettleOptions,
  consumer: string,
  maxDeliver: number,
  delivery: Delivery,
  error: Error,
  logger: Logger,
  stopping: AbortSignal,
): Promise<Outcome> {
  const last = maxDeliver > 0 && delivery.attempt >= maxDeliver;
  if (!(error instanceof PermanentError) && !last) {
    const delayMs = retryDelayMs(delivery.attempt, options.retrySecondMs);
    logger.warn({ err: error, attempt: delivery.attempt, delayMs }, 'handling failed; the message comes again');
    delivery.nak(delayMs);
    return 'retried';
  }
  const letter = deadLetterOf(delivery, options.service, consumer, delivery.headers[header.id], error);
  const store = (): Promise<void> =>
    options.database.transaction((transaction) => storeDeadLetter(transaction, options.outbox, letter, options.newId));
  try {
    await patiently(store, stopping);
  } catch (failure) {
    // On the last delivery the broker will not bring the message again by itself. It stays in the stream, and the
    // advisory MAX_DELIVERIES names it.
    logger.error({ err: failure, cause: error }, 'a dead letter could not be stored; the message is given back');
    delivery.nak(0);
    return 'returned';
  }
  logger.error({ err: error, attempt: delivery.attempt }, 'the message was given up and is a dead letter now');
  delivery.terminate(letter.error.slice(0, 200).replace(/\s+/g, ' '));
  return 'dead';
}

/** `AbortSignal.any` with a timeout signal would keep both alive for the whole minute; this ends with the work. */
async function withDeadline<T>(stopping: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => controller.abort(stopping.reason);
  const tooLong = (): void => controller.abort(new Error(`the handler took longer than ${handlerTimeoutMs} ms`));
  const timer = setTimeout(tooLong, handlerTimeoutMs);
  stopping.addEventListener('abort', stop, { once: true });
  try {
    stopping.throwIfAborted();
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    stopping.removeEventListener('abort', stop);
  }
}

/** Repeats work at once after a conflict, a few times, and for as long as it takes while the database is away. */
async function patiently<T>(work: () => Promise<T>, stopping: AbortSignal): Promise<T> {
  let conflicts = 0;
  let waitMs: number = databaseRetryMs.first;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (isConnectionFailure(error)) {
        await sleep(waitMs, undefined, { signal: stopping });
        waitMs = Math.min(waitMs * 2, databaseRetryMs.last);
        continue;
      }
      conflicts += 1;
      if (!(isConflict(error) || error instanceof ConcurrentChangeError) || conflicts > conflictRetries) {
        throw error;
      }
    }
  }
}
