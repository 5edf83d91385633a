import type { Component } from '@flotilla/runtime';
import type { ProductsService } from './dependencies';

export interface ReservationExpiryOptions {
  /** Returns one overdue hold to the shelf, and says whose it was. */
  readonly expireOne: () => Promise<string | undefined>;
  readonly logger: ProductsService['logger'];
}

const pauseMs = 1_000;

/** Returns holds to the shelf when their time is over. They lie in the database, and every replica may watch them. */
export class ReservationExpiry implements Component {
  readonly name = 'reservation expiry';
  readonly #options: ReservationExpiryOptions;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #ending = false;

  constructor(options: ReservationExpiryOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#schedule();
  }

  async drain(): Promise<void> {
    this.#ending = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  async stop(): Promise<void> {
    await this.drain();
  }

  /** ±20 %, so that replicas do not look at the same moment. */
  #schedule(): void {
    if (!this.#ending) {
      this.#timer = setTimeout(
        () => {
          this.#round = this.#expireAll().finally(() => this.#schedule());
        },
        pauseMs * (0.8 + Math.random() * 0.4),
      );
    }
  }

  /** One transaction each: a failure undoes none of those before it. */
  async #expireAll(): Promise<void> {
    const { expireOne, logger } = this.#options;
    try {
      while (!this.#ending) {
        const orderId = await expireOne();
        if (orderId === undefined) {
          return;
        }
        logger.info({ orderId }, 'a reservation expired; its stock is back on the shelf');
      }
    } catch (error) {
      logger.error({ err: error }, 'overdue reservations could not be returned; trying again soon');
    }
  }
}
