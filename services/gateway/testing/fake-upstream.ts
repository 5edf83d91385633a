import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as an upstream got it. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A real HTTP server in the place of a service. By default it answers everything with what it received. */
export class FakeUpstream {
  readonly received: Received[] = [];
  #answer: RequestListener | undefined;
  #server: Server | undefined;
  #port = 0;

  static async start(): Promise<FakeUpstream> {
    const upstream = new FakeUpstream();
    await upstream.up();
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Answers from now on in this way. @default - with what it received */
  answer(listener?: (request: IncomingMessage, response: ServerResponse) => void): void {
    this.#answer = listener;
  }

  /** Listens, on the same port as before. */
  async up(): Promise<void> {
    this.#server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      if (this.#answer === undefined) {
        this.#echo(request, response).catch(() => response.destroy()); // The gateway went away meanwhile.
      } else {
        this.#answer(request, response);
      }
    });
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Ends all connections and refuses new ones. */
  async down(): Promise<void> {
    if (this.#server?.listening) {
      const closed = once(this.#server, 'close');
      this.#server.close();
      this.#server.closeAllConnections();
      await closed;
    }
  }

  async #echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const received = { method, url, headers, body: await text(request) };
    this.received.push(received);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(received));
  }
}
