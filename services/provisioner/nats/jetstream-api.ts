import { connect, ErrorCode, type NatsConnection, type NatsError } from 'nats';
import { nkeySigner } from '../keys/nkey';
import { NotYet } from '../patience';

/** The only file that knows the NATS client: another client, or another version of it, replaces this file. */

/** What the JetStream API answers where it refuses. https://docs.nats.io/reference/reference-protocols/nats_api_reference */
export interface ApiError {
  readonly code: number;
  readonly err_code: number;
  readonly description: string;
}

export interface JetStreamApi {
  /** @throws NotYet where no answer comes */
  request(subject: string, body: unknown): Promise<ApiError | undefined>;
  close(): Promise<void>;
}

export interface JetStreamApiOptions {
  readonly url: string;
  readonly seed: string;
  readonly inboxPrefix: string;
}

const timeoutMs = 10_000;

/** @throws NotYet where there is no connection, or the server does not know the user yet */
export async function connectJetStreamApi({ url, seed, inboxPrefix }: JetStreamApiOptions): Promise<JetStreamApi> {
  const connection = await connect({
    servers: url,
    name: 'provisioner',
    authenticator: nkeySigner(seed),
    inboxPrefix,
    reconnect: false,
    timeout: timeoutMs,
  }).catch((error: NatsError) => {
    throw new NotYet(`no connection to NATS at ${url}: ${error.message}`);
  });
  return {
    request: (subject, body) => request(connection, subject, body),
    close: () => connection.close(),
  };
}

async function request(connection: NatsConnection, subject: string, body: unknown): Promise<ApiError | undefined> {
  try {
    const answer = await connection.request(subject, JSON.stringify(body), { timeout: timeoutMs });
    return answer.json<{ error?: ApiError }>().error;
  } catch (error) {
    const { code, message } = error as NatsError;
    if (code === ErrorCode.PermissionsViolation) {
      throw new Error(`NATS refuses ${subject} to this user; its permissions must come from the same topology`);
    }
    throw new NotYet(`no answer from NATS to ${subject}: ${message}`);
  }
}
