import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceDeclaration } from '../declaration';
import type { Fleet } from '../fleet';
import { declarationFile, diffTopology, topologyDiffMarkdown, topologyOf } from '../topology';
import { parseArguments, UsageError } from './arguments';

/** Prints which edges are new, gone or wider than at a git revision, and which objects change with them. */
export function diffTopologyCommand(fleet: Fleet, argv: readonly string[]): number {
  const { values, positionals } = parseArguments(argv, { format: { type: 'string', default: 'markdown' } });
  const [revision, ...rest] = positionals;
  if (revision === undefined || rest.length > 0) throw new UsageError('expected one git revision');
  if (values.format !== 'markdown' && values.format !== 'json') {
    throw new UsageError(`found format "${values.format}", expected markdown or json`);
  }
  checkLayout(fleet);
  const diff = diffTopology(topologyOf(declarationsAt(revision)), topologyOf(fleet.declarations));
  process.stdout.write(values.format === 'json' ? `${JSON.stringify(diff, null, 2)}\n` : topologyDiffMarkdown(diff));
  return 0;
}

/** A revision is read from files by their names: where the declarations of today stand elsewhere, all would seem new. */
function checkLayout({ declarations }: Fleet): void {
  const missing = declarations.map(({ name }) => declarationFile(name)).filter((file) => !existsSync(file));
  if (missing.length === 0) return;
  throw new Error(
    `found no ${missing.join(', ')}, expected the declaration of every service there, because a revision is read from ` +
      'these files; move the declarations, or run this in the folder that holds services/',
  );
}

/** Declarations as they were: `services/<name>/service.ts`, which import nothing but types. */
function declarationsAt(revision: string): ServiceDeclaration[] {
  const git = (...args: string[]): string => {
    try {
      return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (error) {
      const { stderr } = error as { stderr?: string };
      throw new Error(
        `git ${args.join(' ')}: ${stderr?.trim() ?? String(error)}; expected a revision of this repository`,
      );
    }
  };
  const files = git('ls-tree', '-r', '--name-only', revision, 'services')
    .split('\n')
    .filter((file) => /^services\/[^/]+\/service\.ts$/.test(file));
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-topology-'));
  try {
    return files.map((file, index) => {
      const copy = join(folder, `${index}.ts`);
      writeFileSync(copy, git('show', `${revision}:./${file}`));
      const { declaration } = require(copy) as { declaration?: ServiceDeclaration };
      if (declaration === undefined)
        throw new Error(`${file} at ${revision}: found no export "declaration", expected one`);
      return declaration;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
