import type { Fleet } from '../fleet';
import { diffReleaseCommand } from './diff-release';
import { diffTopologyCommand } from './diff-topology';
import { explain } from './explain';
import { packageCommand } from './package';
import { render } from './render';
import { synth } from './synth';

/** A command line that cannot be carried out as it stands. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export type Command = (fleet: Fleet, argv: readonly string[]) => number;

const commands: Readonly<Record<string, { readonly run: Command; readonly usage: string }>> = {
  synth: { run: synth, usage: 'synth [--check]' },
  render: { run: render, usage: 'render <chart> [--release NAME] [--namespace NS] [-f FILE]…' },
  explain: { run: explain, usage: 'explain <service> <target> [--format text|json]' },
  package: { run: packageCommand, usage: 'package' },
  'diff:release': { run: diffReleaseCommand, usage: 'diff:release <old> <new> [--format markdown|json]' },
  'diff:topology': { run: diffTopologyCommand, usage: 'diff:topology <revision> [--format markdown|json]' },
};

/**
 * The command line of a fleet: `main.ts` calls it with what follows the script's name. Without a command it
 * synthesizes, as `cdk8s synth` expects.
 * @returns the exit code: 0 done, 1 refused or different, 2 wrong usage or input
 */
export function runFleet(fleet: Fleet, argv: readonly string[] = process.argv.slice(2)): number {
  const [name = 'synth', ...rest] = argv;
  const command = commands[name];
  if (command === undefined) {
    process.stderr.write(
      `unknown command "${name}". There are:\n${Object.values(commands)
        .map(({ usage }) => `  ${usage}\n`)
        .join('')}`,
    );
    return 2;
  }
  try {
    return command.run(fleet, rest);
  } catch (error) {
    const usage = error instanceof UsageError ? `\nusage: ${command.usage}` : '';
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}${usage}\n`);
    return 2;
  }
}
