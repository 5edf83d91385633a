import { randomBytes } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { hashCost, isWeaker, normalisePassword } from '../domain/password';
import { HashingQueue } from './hashing-queue';

/** Works that wait per work that runs: at some 40 ms each, whoever waits has an answer within about a second. */
const waitingPerRunning = 25;

export interface Comparison {
  readonly password: string;
  /** @default - no such account: takes as long, and is never equal */
  readonly hash: string | undefined;
  /** Called when the turn has come and before anything is compared; throws to refuse. */
  readonly admit: () => Promise<void>;
}

/** Hashes and compares passwords, no more at a time than the process has room for. */
export interface Passwords {
  hash(password: string, signal: AbortSignal): Promise<string>;
  /** @returns whether the hash is that of the password */
  matches(comparison: Comparison, signal: AbortSignal): Promise<boolean>;
  /** Whether the hash is weaker than a new one would be. */
  isOutdated(hash: string): boolean;
}

/** @param concurrency argon2id computations at the same time, each of 19 MiB */
export async function createPasswords(concurrency: number): Promise<Passwords> {
  const queue = new HashingQueue({ concurrency, waiting: concurrency * waitingPerRunning });
  const nobodysHash = await hash(randomBytes(32), hashCost);
  return {
    hash: (password, signal) => queue.run(() => hash(normalisePassword(password), hashCost), signal),
    matches: ({ password, hash: stored, admit }, signal) =>
      queue.run(async () => {
        await admit();
        const equal = await verify(stored ?? nobodysHash, normalisePassword(password));
        return equal && stored !== undefined;
      }, signal),
    isOutdated: (stored) => isWeaker(parseOptions(stored)),
  };
}
