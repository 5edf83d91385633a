import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { noteFailedReplay, type RequestedReplay, requestReplay, takeReplayRequest, textOfError } from '../dead-letters';
import { type Component, RepeatingTask } from '../lifecycle';
import { header } from '../messaging';
import { aborted } from './aborted';
import type { Binding } from './bindings';
import type { ConsumerMetrics } from './consumer-metrics';
import { handleReceived, type Outcome, type SettleOptions } from './settle-delivery';

export interface DeadLetterReplayOptions extends SettleOptions {
  /** Names of the durable consumers of the service. */
  readonly consumers: readonly string[];
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly metrics: ConsumerMetrics;
  readonly logger: Logger;
}

/** Seconds between two looks for requests. */
const everySeconds = 2;

/** How long a handler may take to heed its signal; without a commit it changes nothing. */
const abandonMs = 1_000;

/**
 * Handles dead letters anew when somebody asks for it. They are taken from the database of the service, so that no
 * other service is bothered with them and no right at the broker is needed.
 */
export class DeadLetterReplay implements Component {
  readonly name = 'dead letter replay';
  readonly #options: DeadLetterReplayOptions;
  readonly #task: RepeatingTask;
  readonly #giveUp = new AbortController();

  constructor(options: DeadLetterReplayOptions) {
    this.#options = options;
    this.#task = new RepeatingTask({
      name: this.name,
      everyMs: everySeconds * options.retrySecondMs,
      round: async (ending) => {
        let more = true;
        while (more && !ending.aborted) {
          more = await this.#replayNext();
        }
      },
      logger: options.logger,
    });
  }

  start(): Promise<void> {
    return this.#task.start();
  }

  /** @param deadline aborted: what is being handled is cancelled, to be handled later */
  async drain(deadline: AbortSignal): Promise<void> {
    const abandoned = aborted(deadline).then(() => {
      this.#giveUp.abort(deadline.reason);
      return sleep(abandonMs, undefined, { ref: false });
    });
    await Promise.race([this.#task.drain(), abandoned]);
  }

  stop(): Promise<void> {
    return this.drain(AbortSignal.abort());
  }

  /** @returns whether there was one */
  async #replayNext(): Promise<boolean> {
    const { database, consumers, metrics } = this.#options;
    const request = await takeReplayRequest(database, consumers);
    if (request === undefined) {
      return false;
    }
    const began = performance.now();
    const outcome = await this.#replay(request);
    metrics.handled(request.consumer, request.subject, outcome, (performance.now() - began) / 1_000);
    return true;
  }

  async #replay(request: RequestedReplay): Promise<Outcome> {
    const { bindings, database } = this.#options;
    const { consumer, subject, messageId, stream, sequence } = request;
    const logger = this.#options.logger.child({ consumer, subject, messageId });
    const received = {
      subject,
      headers: { ...request.headers, [header.replayOf]: `${stream}:${sequence}` },
      payload: Buffer.from(request.payload, request.payloadEncoding),
      attempt: request.attempts + 1,
    };
    try {
      const binding = bindings.get(subject);
      const { signal } = this.#giveUp;
      const outcome = await handleReceived(this.#options, consumer, binding, received, logger, signal);
      logger.info({ outcome }, 'a dead letter was handled');
      return outcome;
    } catch (error) {
      if (this.#giveUp.signal.aborted) {
        await requestReplay(database, { consumer, messageId });
        return 'returned';
      }
      logger.error({ err: error }, 'a dead letter could not be handled once more');
      await noteFailedReplay(database, request, textOfError(error as Error));
      return 'dead';
    }
  }
}
