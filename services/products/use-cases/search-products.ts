import { type Page, toPage } from '@flotilla/runtime';
import type { Dependencies } from '../dependencies';
import type { Product } from '../domain/product';
import { wordsOf } from '../domain/search-text';
import { type FoundProduct, type ProductListing, type ProductOrder, productSearch } from '../store/product-search';
import { productOf } from '../store/products';

export interface SearchProducts extends Omit<ProductListing, 'words'> {
  /** Words, or their beginnings, that a product must have in name, description or sku. */
  readonly text?: string;
}

/** A page of products, each once, whatever changes between two pages but the key that they are sorted by. */
export function searchProducts({ database }: Dependencies) {
  const search = productSearch(database);
  return async ({ text, ...listing }: SearchProducts): Promise<Page<Product>> => {
    const words = text === undefined ? undefined : wordsOf(text);
    const rows = words?.length === 0 ? [] : await search({ ...listing, words });
    return toPage(rows, listing.limit, (row) => positionOf(row, listing.order), productOf);
  };
}

function positionOf(row: FoundProduct, order: ProductOrder): { value: string | number; id: string } {
  const value = { newest: row.id, name: row.sort_name, price: row.price_amount, '-price': row.price_amount };
  return { value: value[order], id: row.id };
}
