import { defineContract, pageOf } from '@flotilla/runtime';
import { declaration } from '../service';
import { CommitStock, ReleaseStock, ReserveStock } from './commands';
import {
  ProductChanged,
  ProductCreated,
  StockChanged,
  StockCommitted,
  StockRefused,
  StockReleased,
  StockReserved,
} from './events';
import { Quote, QuoteRequest } from './quote';
import {
  Adjustment,
  IdempotencyKey,
  IfMatch,
  NewProduct,
  Product,
  ProductChanges,
  ProductId,
  ProductSearch,
  Stock,
} from './resources';

export { CommitStock, ReleaseStock, ReserveStock } from './commands';
export {
  ProductChanged,
  ProductCreated,
  RefusalReason,
  StockChanged,
  StockCommitted,
  StockRefused,
  StockReleased,
  StockReserved,
} from './events';
export { Quote, QuoteRequest } from './quote';
export {
  Adjustment,
  IdempotencyKey,
  IfMatch,
  Money,
  NewProduct,
  Product,
  ProductChanges,
  ProductId,
  ProductPosition,
  ProductSearch,
  ProductStatus,
  Stock,
} from './resources';

export const contract = defineContract(declaration, {
  operations: { quote: { input: QuoteRequest, output: Quote } },
  events: {
    'products.v1.product.created': ProductCreated,
    'products.v1.product.changed': ProductChanged,
    'products.v1.stock.changed': StockChanged,
    'products.v1.stock.reserved': StockReserved,
    'products.v1.stock.refused': StockRefused,
    'products.v1.stock.released': StockReleased,
    'products.v1.stock.committed': StockCommitted,
  },
  commands: { reserve: ReserveStock, release: ReleaseStock, commit: CommitStock },
  routes: {
    'GET /products': { summary: 'Search the catalogue', query: ProductSearch, responses: { 200: pageOf(Product) } },
    'POST /products': { summary: 'Add a product', body: NewProduct, responses: { 201: Product } },
    'GET /products/{id}': { summary: 'A product', params: ProductId, responses: { 200: Product, 304: null } },
    'PATCH /products/{id}': {
      summary: 'Change a product',
      params: ProductId,
      headers: IfMatch,
      body: ProductChanges,
      responses: { 200: Product },
    },
    'DELETE /products/{id}': {
      summary: 'Archive a product: it stays known and can no longer be ordered',
      params: ProductId,
      headers: IfMatch,
      responses: { 204: null },
    },
    'GET /products/{id}/stock': { summary: 'The stock of a product', params: ProductId, responses: { 200: Stock } },
    'POST /products/{id}/stock': {
      summary: 'Adjust what is on hand, with a reason',
      params: ProductId,
      headers: IdempotencyKey,
      body: Adjustment,
      responses: { 200: Stock },
    },
  },
});
