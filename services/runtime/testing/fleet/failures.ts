/** What happened in a fleet that must not happen: a test cannot overlook it, wherever it was noticed. */
export class Failures {
  readonly #found = new Set<string>();

  /** @param sentence who did what, and what to do about it */
  add(sentence: string): void {
    this.#found.add(sentence);
  }

  /** @throws with all sentences */
  assertNone(): void {
    if (this.#found.size > 0) {
      throw new Error([...this.#found].join('\n'));
    }
  }
}
