import type { Fleet } from '../fleet';
import { compareReleases, readRelease, releaseComparisonMarkdown } from '../upgrade';
import { parseArguments, UsageError } from './arguments';

/** Says whether an installed release may be upgraded to another, and what would change. */
export function diffReleaseCommand(_: Fleet, argv: readonly string[]): number {
  const { values, positionals } = parseArguments(argv, {
    format: { type: 'string', default: 'markdown' },
    removed: { type: 'string', multiple: true },
  });
  const [before, after, ...rest] = positionals;
  if (before === undefined || after === undefined || rest.length > 0) {
    throw new UsageError('expected two releases, the old and the new: manifests, a chart or its archive');
  }
  if (values.format !== 'markdown' && values.format !== 'json') {
    throw new UsageError(`found format "${values.format}", expected markdown or json`);
  }
  const comparison = compareReleases(readRelease(before), readRelease(after), values.removed);
  process.stdout.write(
    values.format === 'json' ? `${JSON.stringify(comparison, null, 2)}\n` : releaseComparisonMarkdown(comparison),
  );
  return comparison.refusals.length === 0 ? 0 : 1;
}
