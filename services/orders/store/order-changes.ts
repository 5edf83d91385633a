import type { Component, Database } from '@flotilla/runtime';
import type { Order } from '../domain/order';
import { type OrderRow, orderColumns, orderOf } from './order-row';

export interface OrderChangesOptions {
  readonly database: Database;
  /** Told of looks that fail; the next one is made all the same. */
  readonly onFailure: (error: unknown) => void;
  /** Pause between looks for what other processes have changed, ±20 %, in milliseconds. @default 500 */
  readonly pollMs?: number;
}

interface Follower {
  readonly orderId: string;
  /** Length of the history that it knows. */
  seen: number;
  /** What it does not know yet. */
  news: Order | undefined;
  wake: () => void;
}

/**
 * Tells those who follow an order when its status changes. However many follow, one statement looks for all of them:
 * at once when this process has changed an order, and every so often for what others have changed.
 */
export class OrderChanges implements Component {
  readonly name = 'order changes';
  readonly #onFailure: (error: unknown) => void;
  readonly #pollMs: number;
  readonly #read: (input: { ids: string[]; seen: number[] }) => Promise<OrderRow[]>;
  readonly #followers = new Map<string, Set<Follower>>();
  /** Orders to look at next. */
  readonly #due = new Set<string>();
  #looking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor({ database, onFailure, pollMs = 500 }: OrderChangesOptions) {
    this.#onFailure = onFailure;
    this.#pollMs = pollMs;
    this.#read = database.prepare<{ ids: string[]; seen: number[] }, OrderRow>('order-changes', (_, input) => ({
      text: `
        select ${orderColumns} from unnest($1::uuid[], $2::integer[]) as followed (id, seen)
        join customer_order o on o.id = followed.id and o.version > followed.seen`,
      values: [input('ids'), input('seen')],
    }));
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  /** An order has changed in this process. Costs nothing where nobody follows it. */
  changed(orderId: string): void {
    if (this.#followers.has(orderId)) {
      this.#due.add(orderId);
      this.#lookSoon();
    }
  }

  /**
   * The order whenever its history is longer than before; several changes may come as one.
   * @param seen length of the history that is known
   * @param signal ends it
   */
  async *follow(orderId: string, seen: number, signal: AbortSignal): AsyncGenerator<Order> {
    const follower: Follower = { orderId, seen, news: undefined, wake: () => undefined };
    const onAbort = (): void => follower.wake();
    signal.addEventListener('abort', onAbort);
    this.#add(follower);
    try {
      while (!signal.aborted) {
        const { news } = follower;
        if (news === undefined) {
          await new Promise<void>((resolve) => {
            follower.wake = resolve;
          });
        } else {
          follower.news = undefined;
          yield news;
        }
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#remove(follower);
    }
  }

  #add(follower: Follower): void {
    const { orderId } = follower;
    const followers = this.#followers.get(orderId) ?? new Set();
    this.#followers.set(orderId, followers.add(follower));
    // It may have changed since the follower looked.
    this.changed(orderId);
    this.#poll();
  }

  #remove(follower: Follower): void {
    const followers = this.#followers.get(follower.orderId);
    followers?.delete(follower);
    if (followers?.size === 0) {
      this.#followers.delete(follower.orderId);
    }
  }

  #poll(): void {
    if (this.#timer === undefined && this.#followers.size > 0 && !this.#stopped) {
      const pause = this.#pollMs * (0.8 + Math.random() * 0.4);
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        for (const orderId of this.#followers.keys()) {
          this.#due.add(orderId);
        }
        this.#lookSoon();
        this.#poll();
      }, pause).unref();
    }
  }

  /** One look at a time; what becomes due meanwhile is looked at together, next. */
  #lookSoon(): void {
    if (this.#looking === undefined && this.#due.size > 0 && !this.#stopped) {
      this.#looking = this.#look().finally(() => {
        this.#looking = undefined;
        this.#lookSoon();
      });
    }
  }

  async #look(): Promise<void> {
    const due = [...this.#due].flatMap((orderId) => {
      const followers = this.#followers.get(orderId);
      return followers === undefined ? [] : [{ orderId, seen: Math.min(...[...followers].map(({ seen }) => seen)) }];
    });
    this.#due.clear();
    try {
      const ids = due.map(({ orderId }) => orderId);
      const rows = ids.length === 0 ? [] : await this.#read({ ids, seen: due.map(({ seen }) => seen) });
      for (const row of rows) {
        this.#tell(orderOf(row));
      }
    } catch (error) {
      this.#onFailure(error);
    }
  }

  #tell(order: Order): void {
    for (const follower of this.#followers.get(order.id) ?? []) {
      if (order.history.length > follower.seen) {
        follower.seen = order.history.length;
        follower.news = order;
        follower.wake();
      }
    }
  }
}
