import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contract, Quote, QuoteRequest } from '@flotilla/products/contract';
import type { Offer } from '../domain/pricing';

/** The one operation of products that orders calls, served over HTTP as products' contract has it. */
export interface FakeQuote {
  readonly url: string;
  /** What there is, by id. */
  readonly offers: Map<string, Offer>;
  /** How often it was asked. */
  calls: number;
  /** Answers 503 while it is set. */
  away: boolean;
  /** Awaited before each answer. */
  delay: Promise<void>;
  close(): Promise<void>;
}

export async function startFakeQuote(): Promise<FakeQuote> {
  const { method, path } = contract.declaration.http.operations.quote;
  const server = createServer(async (request, response) => {
    if (request.method !== method || request.url !== path) {
      response.writeHead(404).end();
      return;
    }
    const { productIds } = QuoteRequest.parse(JSON.parse(await bodyOf(request)));
    fake.calls += 1;
    await fake.delay;
    if (fake.away) {
      response.writeHead(503).end();
      return;
    }
    const items = productIds.flatMap((productId) => fake.offers.get(productId) ?? []);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(Quote.parse({ items })));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const fake: FakeQuote = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    offers: new Map(),
    calls: 0,
    away: false,
    delay: Promise.resolve(),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return fake;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks = await request.toArray();
  return Buffer.concat(chunks as Buffer[]).toString();
}
