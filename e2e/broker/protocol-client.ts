import { connect, type Socket } from 'node:net';
import type { UserKey } from './user-key';

/** What the server refused, by subject. */
export interface Refusals {
  readonly publish: ReadonlySet<string>;
  readonly subscribe: ReadonlySet<string>;
  /** Subscriptions in a queue group. */
  readonly queue: ReadonlySet<string>;
}

const violation = /^-ERR 'Permissions Violation for (Publish|Subscription) to "([^"]+)"(?: using queue "(.+)")?'$/;

/**
 * Speaks the NATS protocol itself, line by line, so that no client library stands between an attempt and the server's
 * answer: sends every attempt, then a PING; by the PONG the server has answered all of them.
 */
export async function refusalsOf(
  port: number,
  key: UserKey,
  publish: readonly string[],
  subscribe: readonly string[],
): Promise<Refusals> {
  const socket = connect(port, '127.0.0.1');
  try {
    return await converse(socket, key, publish, subscribe);
  } finally {
    socket.destroy();
  }
}

function converse(
  socket: Socket,
  key: UserKey,
  publish: readonly string[],
  subscribe: readonly string[],
): Promise<Refusals> {
  const refused = { publish: new Set<string>(), subscribe: new Set<string>(), queue: new Set<string>() };
  return new Promise((resolve, reject) => {
    let pending = '';
    const onLine = (line: string): void => {
      if (line.startsWith('INFO ')) {
        socket.write(greeting(key, JSON.parse(line.slice(5)).nonce));
        socket.write(attemptLines(publish, subscribe));
      } else if (line.startsWith('-ERR')) {
        const [, kind, subject, queue] = violation.exec(line) ?? [];
        if (subject === undefined) {
          reject(new Error(`the server answered ${line}`));
        } else {
          refused[kind === 'Publish' ? 'publish' : queue === undefined ? 'subscribe' : 'queue'].add(subject);
        }
      } else if (line === 'PONG') {
        resolve(refused);
      }
    };
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      const lines = (pending + chunk).split('\r\n');
      pending = lines.pop() as string;
      lines.forEach(onLine);
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed the connection')));
  });
}

function greeting(key: UserKey, nonce: string): string {
  const options = {
    nkey: key.publicKey,
    sig: key.signatureOf(nonce),
    verbose: false,
    pedantic: false,
    headers: true,
    no_responders: true,
  };
  return `CONNECT ${JSON.stringify(options)}\r\n`;
}

/**
 * Publications come before subscriptions, so that none is delivered back. Each subject is subscribed plainly and in a
 * queue group; a wildcard cannot be published.
 */
function attemptLines(publish: readonly string[], subscribe: readonly string[]): string {
  const publications = publish.map((subject) => `PUB ${subject} 0\r\n\r\n`);
  const subscriptions = subscribe.map(
    (subject, index) => `SUB ${subject} ${2 * index + 1}\r\nSUB ${subject} group ${2 * index + 2}\r\n`,
  );
  return `${publications.join('')}${subscriptions.join('')}PING\r\n`;
}
