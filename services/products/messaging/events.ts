import type { Cause, OutgoingMessage } from '@flotilla/runtime';
import type { ProductsService } from '../dependencies';
import type { Product } from '../domain/product';
import type { Answer } from '../domain/reservation';
import { available, onHand } from '../domain/stock';
import type { StockRecord } from '../store/stock';

type Messages = ProductsService['messages'];

/** Tells the whole state of a product; its first version is its creation. */
export function productEvent(messages: Messages, product: Product, cause: Cause): OutgoingMessage {
  const { id, sku, name, price, tags, status, version } = product;
  return messages.event(version === 1 ? 'products.v1.product.created' : 'products.v1.product.changed', {
    aggregate: { type: 'product', id, version },
    data: { productId: id, sku, name, price, tags, status },
    cause,
  });
}

/** Tells what there is of a product now. */
export function stockEvent(messages: Messages, stock: StockRecord, cause?: Cause): OutgoingMessage {
  const { productId, reserved, sold, version } = stock;
  return messages.event('products.v1.stock.changed', {
    aggregate: { type: 'stock', id: productId, version },
    data: { productId, onHand: onHand(stock), reserved, available: available(stock), sold },
    cause,
  });
}

/** The answer to a command about an order. */
export function answerEvent(messages: Messages, orderId: string, answer: Answer, cause?: Cause): OutgoingMessage {
  const about = { aggregate: { type: 'order', id: orderId }, cause };
  switch (answer.type) {
    case 'reserved': {
      const data = { orderId, reservedUntil: answer.until.toISOString() };
      return messages.event('products.v1.stock.reserved', { ...about, data });
    }
    case 'refused': {
      const { reason, productId } = answer;
      return messages.event('products.v1.stock.refused', { ...about, data: { orderId, reason, productId } });
    }
    case 'released':
      return messages.event('products.v1.stock.released', { ...about, data: { orderId } });
    case 'committed':
      return messages.event('products.v1.stock.committed', { ...about, data: { orderId } });
  }
}
