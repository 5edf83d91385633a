import type { IncomingMessage } from 'node:http';
import { Problem } from '../errors';
import { assertStorable } from './storable-text';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a JSON body.
 *
 * What is left of a body that is refused is read and thrown away by the server, within its request timeout, so that
 * the client gets to see the answer.
 *
 * @throws `Problem`: 413 when it is longer than `limit` bytes, 415 when it is no JSON by its headers, 400 when it
 * cannot be read
 */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const { headers } = request;
  assertJson(headers['content-type'], headers['content-encoding']);
  if (Number(headers['content-length']) > limit) {
    throw tooLarge(limit);
  }
  const bytes = await readBytes(request, limit);
  try {
    const text = utf8.decode(bytes);
    const value: unknown = JSON.parse(text);
    assertStorable(text, value);
    return value;
  } catch (error) {
    throw error instanceof Problem
      ? error
      : new Problem('malformed', { detail: 'The body is not JSON in UTF-8.', cause: error });
  }
}

function assertJson(contentType: string | undefined, contentEncoding: string | undefined): void {
  if (contentType === undefined || !/^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(contentType)) {
    throw new Problem('unsupported-media-type', {
      detail: 'The body must be application/json in UTF-8.',
      headers: { accept: 'application/json' },
    });
  }
  if (contentEncoding !== undefined && contentEncoding !== 'identity') {
    throw new Problem('unsupported-media-type', {
      detail: 'The body must not be compressed.',
      headers: { 'accept-encoding': 'identity' },
    });
  }
}

function tooLarge(limit: number): Problem {
  return new Problem('payload-too-large', { detail: `The body is longer than ${limit} bytes.` });
}

/** Listeners instead of `for await`, which would destroy the connection of a body that is refused. */
function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (end: () => void): void => {
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      end();
    };
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > limit) {
        settle(() => reject(tooLarge(limit)));
      } else {
        chunks.push(chunk);
      }
    };
    const onEnd = (): void =>
      settle(() => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    const onClose = (): void => settle(() => reject(new Problem('malformed', { detail: 'The body is not complete.' })));
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}
