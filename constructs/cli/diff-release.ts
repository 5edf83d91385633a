import { parseArgs } from 'node:util';
import type { Fleet } from '../fleet';
import { compareReleases, readRelease, releaseComparisonMarkdown } from '../upgrade';
import { UsageError } from './run';

/** Says whether an installed release may be upgraded to another, and what would change. */
export function diffReleaseCommand(_: Fleet, argv: readonly string[]): number {
  const { values, positionals } = parse(argv);
  const [before, after, ...rest] = positionals;
  if (before === undefined || after === undefined || rest.length > 0) {
    throw new UsageError('expected two releases, the old and the new: manifests, a chart or its archive');
  }
  if (values.format !== 'markdown' && values.format !== 'json') {
    throw new UsageError(`found format "${values.format}", expected markdown or json`);
  }
  const comparison = compareReleases(readRelease(before), readRelease(after));
  process.stdout.write(
    values.format === 'json' ? `${JSON.stringify(comparison, null, 2)}\n` : releaseComparisonMarkdown(comparison),
  );
  return comparison.refusals.length === 0 ? 0 : 1;
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { format: { type: 'string', default: 'markdown' } },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
