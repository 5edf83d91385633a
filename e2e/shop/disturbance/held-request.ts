import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request of which a server has the head and waits for the body. */
export interface HeldRequest {
  /** Sends the body, and waits for the answer. */
  finish(): Promise<{ readonly status: number; readonly body: string }>;
}

/** Sends the head of a request, and resolves when the server says that it has read it. */
export async function holdRequest(
  url: string,
  { path, headers = {}, body }: { path: string; headers?: Record<string, string>; body: object },
): Promise<HeldRequest> {
  const bytes = JSON.stringify(body);
  const request: ClientRequest = httpRequest(`${url}${path}`, {
    method: 'POST',
    agent: false,
    headers: {
      ...headers,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(bytes),
      expect: '100-continue',
    },
  });
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  answered.catch(() => undefined); // Awaited once the body was sent.
  request.flushHeaders();
  await once(request, 'continue');
  return {
    async finish() {
      request.end(bytes);
      const [response] = await answered;
      return { status: response.statusCode as number, body: await text(response) };
    },
  };
}
