export interface Money {
  /** In minor units, e.g. cents. */
  readonly amount: number;
  /** ISO 4217, e.g. `EUR`. */
  readonly currency: string;
}

export interface Product {
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  readonly description: string;
  readonly price: Money;
  /** Each once. */
  readonly tags: string[];
  readonly status: 'active' | 'archived';
  /** Counts the changes, from 1. */
  readonly version: number;
}

/** What may change of a product; its id and sku stay. */
export type ProductChanges = Partial<Pick<Product, 'name' | 'description' | 'price' | 'tags' | 'status'>>;

/** A product that enters the catalogue. */
export function newProduct(
  id: string,
  { sku, name, description, price, tags }: Pick<Product, 'sku' | 'name' | 'description' | 'price' | 'tags'>,
): Product {
  return { id, sku, name, description, price, tags: distinct(tags), status: 'active', version: 1 };
}

/** @returns the next version; the very same product when the changes leave everything as it is */
export function changedProduct(product: Product, changes: ProductChanges): Product {
  const { name, description, price, tags, status } = { ...product, ...changes };
  const next = { ...product, name, description, price, tags: distinct(tags), status };
  return isSame(product, next) ? product : { ...next, version: product.version + 1 };
}

function isSame(a: Product, b: Product): boolean {
  return (
    a.name === b.name &&
    a.description === b.description &&
    a.price.amount === b.price.amount &&
    a.price.currency === b.price.currency &&
    a.status === b.status &&
    a.tags.join() === b.tags.join()
  );
}

function distinct(tags: readonly string[]): string[] {
  return [...new Set(tags)];
}
