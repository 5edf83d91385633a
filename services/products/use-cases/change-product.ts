import { Problem, type VersionCheck } from '@flotilla/runtime';
import type { Dependencies, RequestContext } from '../dependencies';
import { changedProduct, type Product, type ProductChanges } from '../domain/product';
import { productEvent } from '../messaging/events';
import { lockProduct, updateProduct } from '../store/products';

export interface ChangeProduct {
  readonly id: string;
  readonly changes: ProductChanges;
  /** Whether the version that there is is the one that the change is meant for. */
  readonly check: VersionCheck;
}

/**
 * Changes a product; archives it, with `status` as the change. Changes that leave it as it is make no new version.
 * @throws the problem `not-found`, and what `check` throws
 */
export function changeProduct({ database, outbox, messages }: Dependencies) {
  return ({ id, changes, check }: ChangeProduct, context: RequestContext): Promise<Product> =>
    database.transaction(async (transaction) => {
      const product = await lockProduct(transaction, id);
      if (product === undefined) {
        throw new Problem('not-found');
      }
      check(product.version);
      const changed = changedProduct(product, changes);
      if (changed !== product) {
        await Promise.all([
          transaction.execute(updateProduct(changed)),
          outbox.add(transaction, productEvent(messages, changed, context)),
        ]);
      }
      return changed;
    }, context);
}
