import type { DeadlinePassed } from '@flotilla/runtime';
import type { OrderEvent, OrderOutput, OrderSaga, OrderState } from '../domain/order-saga';

/** What is under way between the saga and those whom it asks. */
export type Envelope =
  | { readonly to: 'saga'; readonly event: OrderEvent }
  | { readonly to: 'products' | 'payments'; readonly command: OrderOutput['type'] };

export interface ShopModelOptions {
  /** Whether the shelf has what the order wants. */
  readonly inStock: boolean;
  /** Whether the provider charges the card. */
  readonly solvent: boolean;
}

type Stock = 'none' | 'held' | 'expired' | 'sold' | 'released' | 'refused';
type Payment = 'none' | 'paid' | 'declined' | 'refunded' | 'cancelled';

const begin = { items: [], total: { amount: 100, currency: 'EUR' } };

/**
 * One order in a small world: the saga's rules, products and payments as their contracts have them, and a network that
 * delivers in any order, twice, or not at all.
 */
export class ShopModel {
  readonly network: Envelope[] = [];
  /** Events of the order that were published. */
  readonly published: OrderOutput['type'][] = [];
  state: OrderState;
  ended = false;
  stock: Stock = 'none';
  payment: Payment = 'none';
  readonly supplied: number;
  shelf: number;
  soldToOthers = 0;
  charges = 0;
  refunds = 0;
  readonly #saga: OrderSaga;
  readonly #solvent: boolean;
  #late = 0;

  constructor(saga: OrderSaga, { inStock, solvent }: ShopModelOptions) {
    this.#saga = saga;
    this.#solvent = solvent;
    this.supplied = inStock ? 1 : 0;
    this.shelf = this.supplied;
    const { state, outputs = [] } = saga.begin(begin);
    this.state = state;
    this.#send(outputs);
  }

  /** All pieces, wherever they are. */
  get pieces(): number {
    return this.shelf + this.soldToOthers + (this.stock === 'held' || this.stock === 'sold' ? 1 : 0);
  }

  tell(event: OrderEvent | DeadlinePassed): void {
    const move = this.#saga.transition(this.state, event);
    if (move === undefined) {
      return;
    }
    this.#late = move.state.status === this.state.status && event.type === 'deadline-passed' ? this.#late : 0;
    this.state = move.state;
    this.ended = move.ended === true;
    this.#send(move.outputs ?? []);
  }

  passDeadline(): void {
    if (!this.ended) {
      this.#late += 1;
      this.tell({ type: 'deadline-passed', attempt: this.#late });
    }
  }

  /** Delivers one message, of any age. */
  deliver(place: number, twice = false): void {
    const index = place % Math.max(1, this.network.length);
    const [envelope] = twice ? this.network.slice(index, index + 1) : this.network.splice(index, 1);
    if (envelope?.to === 'saga') {
      this.tell(envelope.event);
    } else if (envelope !== undefined) {
      this.network.push({ to: 'saga', event: this.#answer(envelope.command) });
    }
  }

  lose(place: number): void {
    this.network.splice(place % Math.max(1, this.network.length), 1);
  }

  /** The hold ends by itself. */
  expire(): void {
    if (this.stock === 'held') {
      this.stock = 'expired';
      this.shelf += 1;
    }
  }

  sellToOthers(): void {
    this.soldToOthers += this.shelf;
    this.shelf = 0;
  }

  #send(outputs: readonly OrderOutput[]): void {
    for (const { type } of outputs) {
      if (type === 'take-payment' || type === 'refund-payment') {
        this.network.push({ to: 'payments', command: type });
      } else if (type === 'reserve-stock' || type === 'release-stock' || type === 'commit-stock') {
        this.network.push({ to: 'products', command: type });
      } else {
        this.published.push(type);
      }
    }
  }

  #answer(command: OrderOutput['type']): OrderEvent {
    switch (command) {
      case 'reserve-stock':
        return this.#reserve();
      case 'commit-stock':
        return this.#commit();
      case 'release-stock':
        return this.#release();
      case 'take-payment':
        return this.#take();
      default:
        return this.#refund();
    }
  }

  #reserve(): OrderEvent {
    if (this.stock === 'none' || this.stock === 'expired') {
      this.stock = this.shelf > 0 ? 'held' : 'refused';
      this.shelf -= this.stock === 'held' ? 1 : 0;
    }
    switch (this.stock) {
      case 'refused':
        return { type: 'stock-refused', reason: 'insufficient-stock' };
      case 'released':
        return { type: 'stock-released' };
      default:
        return { type: 'stock-reserved' };
    }
  }

  #commit(): OrderEvent {
    if (this.stock === 'held') {
      this.stock = 'sold';
    } else if (this.stock === 'expired') {
      this.stock = this.shelf > 0 ? 'sold' : 'refused';
      this.shelf -= this.stock === 'sold' ? 1 : 0;
    }
    return this.stock === 'sold'
      ? { type: 'stock-committed' }
      : { type: 'stock-refused', reason: 'reservation-expired' };
  }

  #release(): OrderEvent {
    this.shelf += this.stock === 'held' || this.stock === 'sold' ? 1 : 0;
    this.stock = 'released';
    return { type: 'stock-released' };
  }

  #take(): OrderEvent {
    if (this.payment === 'none') {
      this.payment = this.#solvent ? 'paid' : 'declined';
      this.charges += this.#solvent ? 1 : 0;
    }
    return { type: this.payment === 'paid' ? 'payment-paid' : 'payment-declined' };
  }

  #refund(): OrderEvent {
    this.refunds += this.payment === 'paid' ? 1 : 0;
    this.payment = this.payment === 'paid' || this.payment === 'refunded' ? 'refunded' : 'cancelled';
    return { type: 'payment-refunded' };
  }
}
