import { randomUUID } from 'node:crypto';
import { expectAnswer } from './request';
import type { Product, Stock } from './resources';

export interface NewProduct {
  readonly name?: string;
  /** In cents. */
  readonly price: number;
  readonly stock: number;
  readonly tags?: readonly string[];
  readonly description?: string;
}

/** Puts a product with a sku of its own on the shelf. @param token an administrator's */
export async function addProduct(url: string, token: string, product: NewProduct): Promise<Product> {
  const { name = 'Thing', price, stock, tags = [], description = '' } = product;
  const sku = `E2E-${randomUUID()}`;
  const body = { sku, name, description, price: { amount: price, currency: 'EUR' }, tags, stock };
  return (await expectAnswer<Product>(url, 201, { line: 'POST /products', token, body })).body;
}

/** @param token an administrator's */
export async function stockOf(url: string, token: string, productId: string): Promise<Stock> {
  return (await expectAnswer<Stock>(url, 200, { line: `GET /products/${productId}/stock`, token })).body;
}

/** Changes a product as it is now. @param token an administrator's */
export async function changeProduct(url: string, token: string, id: string, changes: object): Promise<Product> {
  const { headers } = await expectAnswer<Product>(url, 200, { line: `GET /products/${id}` });
  const ifMatch = { 'if-match': headers.get('etag') as string };
  const request = { line: `PATCH /products/${id}`, token, headers: ifMatch, body: changes };
  return (await expectAnswer<Product>(url, 200, request)).body;
}
