import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceDeclaration } from '../declaration';
import { changedObjects, type Fleet } from '../fleet';
import { declarationFile, diffTopology, type Topology, topologyDiffMarkdown, topologyOf } from '../topology';
import { parseArguments, UsageError } from './arguments';

/** Prints which edges and rights are new, gone or wider than at a git revision, and which objects change with them. */
export function diffTopologyCommand(fleet: Fleet, argv: readonly string[]): number {
  const { values, positionals } = parseArguments(argv, { format: { type: 'string', default: 'markdown' } });
  const [revision, ...rest] = positionals;
  if (revision === undefined || rest.length > 0) throw new UsageError('expected one git revision');
  if (values.format !== 'markdown' && values.format !== 'json') {
    throw new UsageError(`found format "${values.format}", expected markdown or json`);
  }
  checkLayout(fleet);
  const [before, after] = [topologyAt(revision), topologyOf(fleet.declarations)];
  const diff = diffTopology(before, after);
  const objects = changedObjects(before, after);
  process.stdout.write(
    values.format === 'json'
      ? `${JSON.stringify({ ...diff, objects }, null, 2)}\n`
      : topologyDiffMarkdown(diff, objects),
  );
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

/** The graph of a revision, which today's rules may refuse. */
function topologyAt(revision: string): Topology {
  const declarations = declarationsAt(revision);
  try {
    return topologyOf(declarations);
  } catch (error) {
    throw new Error(`at ${revision}: ${(error as Error).message}`, { cause: error });
  }
}

/** Declarations as they were: `services/<name>/service.ts`, which import types and files of their own folders. */
function declarationsAt(revision: string): ServiceDeclaration[] {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-topology-'));
  // An index of its own, so that files can be checked out without touching the repository's.
  const env = { ...process.env, GIT_INDEX_FILE: join(folder, 'index') };
  const git = (...args: string[]): string => {
    try {
      return execFileSync('git', args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (error) {
      const { stderr } = error as { stderr?: string };
      throw new Error(
        `git ${args.join(' ')}: ${stderr?.trim() ?? String(error)}; expected a revision of this repository`,
      );
    }
  };
  try {
    const type = git('cat-file', '-t', revision).trim();
    if (type !== 'commit' && type !== 'tag') {
      throw new Error(`found ${revision}, a ${type}, expected a revision of the repository, such as main or HEAD~1`);
    }
    const files = git('ls-tree', '-r', '--name-only', revision, 'services')
      .split('\n')
      .filter((file) => /^services\/[^/]+\/service\.ts$/.test(file));
    const below = git('rev-parse', '--show-prefix').trim();
    if (files.length > 0) {
      git('read-tree', `--prefix=${below}services/`, `${revision}:./services`);
      git('checkout-index', '--all', `--prefix=${folder}/`);
    }
    return files.map((file) => {
      const { declaration } = load(join(folder, below, file), `${file} at ${revision}`);
      if (declaration === undefined)
        throw new Error(`${file} at ${revision}: found no export "declaration", expected one`);
      return declaration;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function load(file: string, place: string): { declaration?: ServiceDeclaration } {
  try {
    return require(file);
  } catch (error) {
    const [found] = (error as Error).message.split('\n');
    throw new Error(`${place}: ${found}; expected a file that imports types and files of its own folder`, {
      cause: error,
    });
  }
}
