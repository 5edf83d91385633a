import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { Problem, problemMediaType, toProblemBody } from '../errors';

const details: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'The request did not arrive in time.',
  HPE_HEADER_OVERFLOW: 'The headers are too large.',
};

/** Answers what never became a request, since it is no HTTP, too large or too slow, and ends the connection. */
export function answerUnreadable(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = new Problem('malformed', { detail: details[error.code ?? ''] ?? 'This is no HTTP request.' });
  const body = JSON.stringify(toProblemBody(problem, `urn:uuid:${randomUUID()}`));
  const head = [
    'HTTP/1.1 400 Bad Request',
    'connection: close',
    `content-type: ${problemMediaType}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
