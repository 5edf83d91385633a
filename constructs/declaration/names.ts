import type { ServiceDeclaration } from './service-declaration';

/**
 * Names that follow from a declaration and that two readers must agree on: the runtime that uses a stream, and the
 * platform that makes it.
 */

/** Owner of a subject: its first token. */
export function ownerOf(subject: string): string {
  return subject.split('.', 1)[0] as string;
}

/** Subject on which a service receives a command. */
export function commandSubject(receiver: string, command: string): string {
  return `${receiver}.v1.cmd.${command}`;
}

/** JetStream stream that holds everything of one owner. Stream names allow no dots; ours are upper case. */
export function streamOf(owner: string): string {
  return owner.toUpperCase();
}

/** Stream of the dead letters of all services. */
export const deadLetterStream = 'DLQ';

/** Stream of what the broker tells of messages that it delivers to a consumer no more. */
export const advisoryStream = 'ADVISORIES';

/** Subject under which a service stores a message that it could not handle. */
export function deadLetterSubject(service: string, originalSubject: string): string {
  return `dlq.${service}.${originalSubject}`;
}

/** Purpose of the consumer that receives a service's commands. */
export const commandPurpose = 'commands';

/** Durable consumer name of a service for one purpose. */
export function consumerName(service: string, purpose: string): string {
  return `${service}-${purpose}`;
}

/** Inbox prefix of a service: one each, so that nobody reads another's replies. */
export function inboxPrefix(service: string): string {
  return `_INBOX_${service}`;
}

/** Environment variable that carries the base URL of a peer. */
export function peerUrlVariable(peer: string): string {
  return `PEER_${peer.toUpperCase().replace(/-/g, '_')}_URL`;
}

/** `RATE_LIMIT` or `rate-limit` as a key of values: `rateLimit`. */
export function camelCase(name: string): string {
  return name.toLowerCase().replace(/[_-]+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** A durable consumer that a service reads: one per stream and purpose. */
export interface ConsumerName {
  readonly stream: string;
  readonly durable: string;
  readonly purpose: string;
  /** Sorted. */
  readonly subjects: readonly string[];
}

/** Durable consumers of a service: those of its subscriptions and the one of the commands it handles. Sorted. */
export function consumersOf(declaration: ServiceDeclaration): ConsumerName[] {
  const consumers = new Map<string, { stream: string; purpose: string; subjects: string[] }>();
  const add = (stream: string, purpose: string, subject: string): void => {
    const key = `${stream} ${purpose}`;
    const consumer = consumers.get(key) ?? { stream, purpose, subjects: [] };
    consumer.subjects.push(subject);
    consumers.set(key, consumer);
  };
  for (const [subject, subscription] of Object.entries(declaration.subscribes)) {
    add(streamOf(ownerOf(subject)), subscription.purpose ?? 'events', subject);
  }
  for (const command of Object.keys(declaration.handles ?? {})) {
    add(streamOf(declaration.name), commandPurpose, commandSubject(declaration.name, command));
  }
  return [...consumers.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { stream, purpose, subjects }]) => ({
      stream,
      purpose,
      durable: consumerName(declaration.name, purpose),
      subjects: subjects.sort(),
    }));
}

/** What the path of every operation for peers begins with, and no public path does. */
export const internalPrefix = '/internal/';
