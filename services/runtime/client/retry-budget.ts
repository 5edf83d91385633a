/** Calls that may be repeated at the same time however few there are; Envoy's `min_retry_concurrency`. */
const minimum = 3;

/** A call that is under way. */
export interface BudgetedCall {
  /** Whether the call may be repeated; it holds its place in the budget until it ends. */
  mayRetry(): boolean;
  end(): void;
}

/**
 * Keeps retries from multiplying an outage: of the calls in flight only a share may be repeated ones. When few calls
 * fail that share is never reached; when all fail, most of them fail at once.
 */
export class RetryBudget {
  readonly #share: number;
  #calls = 0;
  #retrying = 0;

  /** @param share of the calls in flight, 0 to 1; 0: nothing is repeated */
  constructor(share: number) {
    this.#share = share;
  }

  begin(): BudgetedCall {
    this.#calls += 1;
    let retries = false;
    return {
      mayRetry: () => {
        if (!retries && this.#retrying < this.#limit) {
          retries = true;
          this.#retrying += 1;
        }
        return retries;
      },
      end: () => {
        this.#calls -= 1;
        this.#retrying -= retries ? 1 : 0;
      },
    };
  }

  get #limit(): number {
    return this.#share === 0 ? 0 : Math.max(minimum, this.#share * this.#calls);
  }
}
