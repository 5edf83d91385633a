import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Broker, type ConsumerState, type Delivery, type DurableConsumer, header } from '../messaging';
import { aborted } from './aborted';

export interface ConsumerLoopOptions {
  readonly broker: Broker;
  readonly consumer: DurableConsumer;
  /** Messages handled at the same time; as many again are held ready. */
  readonly concurrency: number;
  /** Handles and settles a delivery; must not reject. */
  readonly settle: (delivery: Delivery, maxDeliver: number, stopping: AbortSignal) => Promise<void>;
  readonly logger: Logger;
}

const fetchMs = 5_000;
const retryMs = 1_000;

/** Longer than a message is under way from the broker to here. */
const quietMs = 250;

/** How long a handler may take to heed its signal; without a commit it changes nothing, and its message comes again. */
const abandonMs = 1_000;

/**
 * Reads a durable consumer for as long as it runs. Messages of one aggregate are handled one after another in the
 * order of their arrival, others side by side.
 */
export class ConsumerLoop {
  readonly #options: ConsumerLoopOptions;
  readonly #queue: { delivery: Delivery; key: string }[] = [];
  readonly #busyKeys = new Set<string>();
  readonly #inHand = new Set<Delivery>();
  readonly #ending = new AbortController();
  readonly #fetchEnd = new AbortController();
  readonly #giveUp = new AbortController();
  #running = 0;
  #state: ConsumerState | undefined;
  #roomMade: () => void = () => undefined;
  #loop: Promise<void> = Promise.resolve();
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(options: ConsumerLoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop = this.#run();
  }

  /**
   * Fetches no more, and finishes what it has in hand. The request that the broker still holds is left open for a
   * moment: what is under way already would otherwise lie unacknowledged until its wait is over.
   * @param deadline aborted: what is not done is cancelled and given back
   */
  async drain(deadline: AbortSignal): Promise<void> {
    this.#ending.abort();
    this.#roomMade();
    const quiet = sleep(quietMs, undefined, { signal: deadline }).catch(() => undefined);
    await Promise.race([this.#loop, quiet]);
    this.#fetchEnd.abort();
    await this.#loop;
    const done = this.#untilInHand(0);
    await Promise.race([done, aborted(deadline)]);
    if (deadline.aborted) {
      this.#giveBack(deadline.reason);
      await Promise.race([done, sleep(abandonMs)]);
    }
    clearInterval(this.#heartbeat);
  }

  async #run(): Promise<void> {
    const { broker, consumer, logger } = this.#options;
    while (!this.#ending.signal.aborted) {
      try {
        await Promise.race([broker.whenConnected(), aborted(this.#ending.signal)]);
        if (this.#ending.signal.aborted) {
          return;
        }
        this.#state = await consumer.state();
        this.#keepAlive(this.#state.ackWaitMs / 3);
        await this.#fetchOn();
      } catch (error) {
        if (!this.#ending.signal.aborted) {
          logger.warn({ err: error }, 'cannot read the consumer; trying again');
          await sleep(retryMs, undefined, { signal: this.#ending.signal }).catch(() => undefined);
        }
      }
    }
  }

  async #fetchOn(): Promise<void> {
    const { consumer, concurrency } = this.#options;
    while (!this.#ending.signal.aborted) {
      await this.#untilInHand(concurrency);
      if (this.#ending.signal.aborted) {
        return;
      }
      const batch = await consumer.fetch(2 * concurrency - this.#inHand.size, fetchMs);
      const stop = (): void => batch.stop();
      this.#fetchEnd.signal.addEventListener('abort', stop, { once: true });
      if (this.#fetchEnd.signal.aborted) {
        stop();
      }
      for await (const delivery of batch) {
        this.#accept(delivery);
      }
      this.#fetchEnd.signal.removeEventListener('abort', stop);
    }
  }

  #accept(delivery: Delivery): void {
    const { headers } = delivery;
    const key = `${headers[header.aggregatetype] ?? ''} ${headers[header.subject] ?? delivery.sequence}`;
    this.#inHand.add(delivery);
    this.#queue.push({ delivery, key });
    this.#schedule();
  }

  #schedule(): void {
    while (this.#running < this.#options.concurrency) {
      const index = this.#queue.findIndex(({ key }) => !this.#busyKeys.has(key));
      if (index === -1) {
        return;
      }
      const [next] = this.#queue.splice(index, 1) as [{ delivery: Delivery; key: string }];
      void this.#handle(next.delivery, next.key);
    }
  }

  async #handle(delivery: Delivery, key: string): Promise<void> {
    this.#running += 1;
    this.#busyKeys.add(key);
    try {
      await this.#options.settle(delivery, this.#state?.maxDeliver ?? -1, this.#giveUp.signal);
    } finally {
      this.#running -= 1;
      this.#busyKeys.delete(key);
      this.#inHand.delete(delivery);
      this.#roomMade();
      this.#schedule();
    }
  }

  #giveBack(reason: unknown): void {
    this.#giveUp.abort(reason);
    for (const { delivery } of this.#queue.splice(0)) {
      this.#inHand.delete(delivery);
      delivery.nak(0);
    }
    this.#roomMade();
  }

  async #untilInHand(size: number): Promise<void> {
    while (this.#inHand.size > size && (size === 0 || !this.#ending.signal.aborted)) {
      await new Promise<void>((resolve) => {
        this.#roomMade = resolve;
      });
    }
  }

  /** Messages that wait here or take long are still in good hands; the broker must not bring them a second time. */
  #keepAlive(everyMs: number): void {
    clearInterval(this.#heartbeat);
    this.#heartbeat = setInterval(() => {
      for (const delivery of this.#inHand) {
        delivery.working();
      }
    }, everyMs).unref();
  }
}
