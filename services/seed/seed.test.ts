import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NewProduct } from '@flotilla/products/contract';
import { catalogue } from './catalogue';
import { seed } from './seed';

/** A shop that remembers SKUs. */
describe('the seed', () => {
  let server: Server;
  let url: string;
  let skus: string[];

  beforeEach(async () => {
    skus = [];
    server = createServer(async (request, response) => {
      const body = JSON.parse(Buffer.concat(await request.toArray()).toString());
      const answer = (status: number, content: object): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
      };
      if (request.url === '/users/login') {
        answer(body.password === 'right' ? 200 : 401, { accessToken: 'token', detail: 'no' });
      } else if (request.headers.authorization !== 'Bearer token') {
        answer(401, {});
      } else if (skus.includes(body.sku)) {
        answer(409, {});
      } else {
        skus.push(body.sku);
        answer(201, body);
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => server.close());

  test('adds every product once, however often it runs', async () => {
    const options = { url, email: 'ada@example.org', password: 'right', products: catalogue };
    expect(await seed(options)).toEqual({ added: 12, existing: 0 });
    expect(await seed(options)).toEqual({ added: 0, existing: 12 });
    expect(skus).toHaveLength(12);
  });

  test('says which answer it did not expect', async () => {
    const failing = seed({ url, email: 'ada@example.org', password: 'wrong', products: catalogue });
    await expect(failing).rejects.toThrow('the login of the administrator was answered with 401');
  });

  test('says where nobody answers', async () => {
    const nobody = seed({ url: 'http://127.0.0.1:1', email: 'a', password: 'b', products: [] });
    await expect(nobody).rejects.toThrow(/no answer from http:\/\/127.0.0.1:1\/users\/login: .*; is the shop running/);
  });

  test('has products that the contract admits, each with a SKU of its own', () => {
    for (const product of catalogue) expect(NewProduct.safeParse(product).error).toBeUndefined();
    expect(new Set(catalogue.map(({ sku }) => sku)).size).toBe(catalogue.length);
  });
});
