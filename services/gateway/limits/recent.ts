/**
 * A map that holds the keys that were set last. A flood of ever new keys makes it forget old ones, and never makes it
 * grow.
 */
export class Recent<Value> {
  readonly #values = new Map<string, Value>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: Value): void {
    this.#values.delete(key); // A map keeps the order of insertion: the first key is the one that was set longest ago.
    this.#values.set(key, value);
    if (this.#values.size > this.#capacity) {
      this.#values.delete(this.#values.keys().next().value as string);
    }
  }

  delete(key: string): void {
    this.#values.delete(key);
  }
}
