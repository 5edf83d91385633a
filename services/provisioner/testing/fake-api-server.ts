import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A Secret as the API server was given it. */
export interface StoredSecret {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly stringData: Readonly<Record<string, string>>;
}

/** An answer that is not what was asked for: a Status of the Kubernetes API. */
export interface Refusal {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
}

export interface FakeApiServer {
  readonly url: string;
  readonly secrets: ReadonlyMap<string, StoredSecret>;
  /** Method and path of every request. */
  readonly requests: readonly string[];
  /** The next requests are refused, in this order. */
  refuseNext(...refusals: Refusal[]): void;
  close(): Promise<void>;
}

/** The part of the Kubernetes API that creates Secrets in the namespace `shop` for the bearer of `token`. */
export async function startFakeApiServer(): Promise<FakeApiServer> {
  const secrets = new Map<string, StoredSecret>();
  const requests: string[] = [];
  const refusals: Refusal[] = [];
  const answer = async (request: IncomingMessage): Promise<Refusal | undefined> => {
    requests.push(`${request.method} ${request.url}`);
    const body = await text(request);
    const refusal = refusals.shift();
    if (refusal !== undefined) return refusal;
    if (request.headers.authorization !== 'Bearer token') return status(401, 'Unauthorized', 'Unauthorized');
    if (request.method !== 'POST' || request.url !== '/api/v1/namespaces/shop/secrets') {
      return status(403, 'Forbidden', `secrets is forbidden: cannot ${request.method} ${request.url}`);
    }
    const secret = JSON.parse(body) as StoredSecret;
    const { name } = secret.metadata;
    if (secrets.has(name)) return status(409, 'AlreadyExists', `secrets "${name}" already exists`);
    secrets.set(name, secret);
    return undefined;
  };
  const server = createServer((request, response) => {
    void answer(request).then((refusal) => {
      response.writeHead(refusal?.code ?? 201, { 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify(refusal === undefined ? {} : { kind: 'Status', ...refusal }));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secrets,
    requests,
    refuseNext(...more) {
      refusals.push(...more);
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

export function status(code: number, reason: string, message: string): Refusal {
  return { code, reason, message };
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
