import { sortedBy } from './order';

/** One thing that is wrong with the declarations. */
export interface Problem {
  /** File and key path, e.g. `services/orders/service.ts: calls.products[1]`. */
  readonly place: string;
  readonly found: string;
  readonly expected: string;
  /** What to do about it. */
  readonly fix: string;
}

/** Everything that is wrong with a set of declarations, in one error; sorted by place. */
export class DeclarationErrors extends Error {
  override readonly name = 'DeclarationErrors';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const sorted = sortedBy(problems, ({ place, found, expected }) => [place, found, expected].join('\n'));
    super(messageOf(sorted));
    this.problems = Object.freeze(sorted);
  }
}

function messageOf(problems: readonly Problem[]): string {
  const title = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const items = problems.map(
    ({ place, found, expected, fix }) =>
      `  ${place}\n    found:    ${found}\n    expected: ${expected}\n    fix:      ${fix}`,
  );
  return [`${title} in the service declarations`, ...items].join('\n\n');
}
