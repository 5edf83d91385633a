import { isUniqueViolation, Problem } from '@flotilla/runtime';
import type { Dependencies, RequestContext } from '../dependencies';
import { newProduct, type Product } from '../domain/product';
import { productEvent, stockEvent } from '../messaging/events';
import { insertProduct, skuTaken } from '../store/products';
import { insertLedgerEntry, insertStock } from '../store/stock';

export interface AddProduct extends Pick<Product, 'sku' | 'name' | 'description' | 'price' | 'tags'> {
  /** Pieces on hand. */
  readonly stock: number;
  /** Id of the user who adds it. */
  readonly addedBy: string;
}

/** Takes a product into the catalogue. The first line of its ledger are the pieces that it comes with. */
export function addProduct({ database, outbox, messages, newId }: Dependencies) {
  return async ({ stock: supplied, addedBy, ...given }: AddProduct, context: RequestContext): Promise<Product> => {
    const product = newProduct(newId(), given);
    const stock = { productId: product.id, supplied, reserved: 0, sold: 0, version: 1 };
    const entry = {
      id: newId(),
      productId: product.id,
      delta: supplied,
      reason: 'initial stock',
      adjustedBy: addedBy,
    };
    try {
      await database.transaction(async (transaction) => {
        await Promise.all([
          transaction.execute(insertProduct(product)),
          transaction.execute(insertStock(stock)),
          supplied > 0 && transaction.execute(insertLedgerEntry(entry)),
          outbox.add(transaction, productEvent(messages, product, context), stockEvent(messages, stock, context)),
        ]);
      }, context);
    } catch (error) {
      throw isUniqueViolation(error, skuTaken) ? takenSku(product.sku, error) : error;
    }
    return product;
  };
}

function takenSku(sku: string, cause: unknown): Problem {
  return new Problem('conflict', {
    detail: `Another product has the sku ${sku}.`,
    errors: [{ path: 'body.sku', message: 'is taken' }],
    cause,
  });
}
