import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a server says to bytes that need not be HTTP. */
export interface RawAnswer {
  /** 0: it closed the connection without a word. */
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** Sends bytes over a connection of their own, and reads until the server closes it or `patienceMs` have passed. */
export async function sendRaw(url: string, bytes: string | Uint8Array, patienceMs = 20_000): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined); // What was answered before it still counts.
  await once(socket, 'connect');
  socket.setTimeout(patienceMs, () => socket.destroy(new Error(`no answer within ${patienceMs} ms`)));
  socket.write(bytes);
  const answer = await text(socket).catch(() => '');
  socket.destroy();
  const [head = '', ...body] = answer.split('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0),
    contentType: /^content-type: *(.*)$/im.exec(head)?.[1]?.trim(),
    body: body.join('\r\n\r\n'),
  };
}
