/** One thing that is wrong with the configuration. */
export interface ConfigProblem {
  /** Environment variable. */
  readonly variable: string;
  /** What is there; never the value of a secret. */
  readonly found: string;
  readonly expected: string;
  /** What to do. */
  readonly fix: string;
}

/** The configuration cannot be used; names everything that is wrong with it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    service: string,
    readonly problems: readonly ConfigProblem[],
  ) {
    const lines = problems.map(
      ({ variable, found, expected, fix }) => `  ${variable}: found ${found}, expected ${expected}; ${fix}`,
    );
    super([`the configuration of ${service} cannot be used:`, ...lines].join('\n'));
  }
}
