import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { headerName } from '../http';
import { PeerError, type PeerFailure } from './peer-error';

/** Statuses after which the same request may succeed: too busy, starting, stopping, or behind a proxy that says so. */
const transientStatuses: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

/**
 * The JSON of an answer.
 * @throws `PeerError` for an answer that says no, or is no JSON
 */
export async function readAnswer(
  peer: string,
  { statusCode, headers, body }: Dispatcher.ResponseData,
): Promise<unknown> {
  const text = await body.text();
  const json = parsed(text);
  if (statusCode < 200 || statusCode > 299) {
    throw refusal(peer, statusCode, json, failedPeerOf(headers));
  }
  if (json === undefined) {
    throw new PeerError(peer, 'invalid', `answered ${statusCode} with what is no JSON`, {
      answer: { status: statusCode },
    });
  }
  return json;
}

function refusal(peer: string, status: number, json: unknown, failedPeer: string | undefined): PeerError {
  const { code, detail } = problemIn(json);
  const message = `answered ${[status, code, detail].filter((part) => part !== undefined).join(' ')}`;
  return new PeerError(peer, failureOf(status), message, { answer: { status, code, detail, failedPeer } });
}

/** Who an answer says has failed further down. */
export function failedPeerOf({ [headerName.failedPeer]: name }: IncomingHttpHeaders): string | undefined {
  return typeof name === 'string' ? name : undefined;
}

function failureOf(status: number): PeerFailure {
  if (transientStatuses.has(status)) {
    return 'unavailable';
  }
  return status >= 500 ? 'failed' : status >= 400 ? 'refused' : 'invalid';
}

function problemIn(json: unknown): { code?: string; detail?: string } {
  const { code, detail } = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
  return {
    code: typeof code === 'string' ? code : undefined,
    detail: typeof detail === 'string' ? detail : undefined,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
