import type { Identity } from '../context';

/** Most tokens that are remembered; of each some hundred bytes. */
const capacity = 5_000;

interface Known {
  readonly identity: Identity;
  /** Unix time in milliseconds. */
  readonly expiresAt: number;
}

/** Tokens that were verified: checking a signature costs more than all else that is done for most requests. */
export class KnownTokens {
  readonly #known = new Map<string, Known>();

  /** @returns `undefined` for a token that was not verified, has expired, or was forgotten */
  get(token: string): Identity | undefined {
    const known = this.#known.get(token);
    return known !== undefined && Date.now() < known.expiresAt ? known.identity : undefined;
  }

  /** @param expiresAt Unix time in seconds, as a token has it */
  add(token: string, identity: Identity, expiresAt: number): void {
    if (this.#known.size >= capacity) {
      this.#known.delete(this.#known.keys().next().value as string); // The one that was added first.
    }
    this.#known.set(token, { identity, expiresAt: expiresAt * 1_000 });
  }

  /** Whoever signed them may not be trusted any more. */
  forget(): void {
    this.#known.clear();
  }
}
