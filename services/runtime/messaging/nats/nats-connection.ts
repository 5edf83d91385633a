import { readFileSync } from 'node:fs';
import { type ConnectionOptions, nkeyAuthenticator } from 'nats';
import type { Logger } from 'pino';
import './ed25519';

export interface NatsBrokerOptions {
  /** `nats://host:port`, several separated by commas. */
  readonly url: string;
  /** Shown in the server's connection list. */
  readonly name: string;
  /** Prefix of all reply subjects; the user may subscribe below it alone. */
  readonly inboxPrefix: string;
  /** Seed of the user's nkey. @default - the server asks for no user */
  readonly nkeySeed?: string;
  /** PEM file of the authority that signed the server's certificate. @default - no TLS unless the server asks */
  readonly tlsCaFile?: string;
  readonly logger: Logger;
  /** How long `start` waits for a server that is not there yet, in milliseconds. @default 60000 */
  readonly patienceMs?: number;
}

export function connectionOptions(options: NatsBrokerOptions): ConnectionOptions {
  const { url, name, inboxPrefix, nkeySeed, tlsCaFile } = options;
  return {
    servers: url.split(','),
    name,
    inboxPrefix,
    authenticator: nkeySeed === undefined ? undefined : nkeyAuthenticator(new TextEncoder().encode(nkeySeed)),
    tls: tlsCaFile === undefined ? undefined : { ca: readFileSync(tlsCaFile, 'utf8') },
    maxReconnectAttempts: -1,
    waitOnFirstConnect: true,
    // Quick at first sight, and spread so that a returning server is not met by everyone at once.
    reconnectTimeWait: 250,
    reconnectJitter: 500,
    pingInterval: 10_000,
    maxPingOut: 2,
    // A stack trace per request costs more than the request.
    noAsyncTraces: true,
  };
}
