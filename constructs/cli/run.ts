import type { Fleet } from '../fleet';
import { asksForHelp, UsageError } from './arguments';
import { diffReleaseCommand } from './diff-release';
import { diffTopologyCommand } from './diff-topology';
import { explainCommand } from './explain';
import { packageCommand } from './package';
import { render } from './render';
import { synth } from './synth';

export type Command = (fleet: Fleet, argv: readonly string[]) => number;

/** A usage begins with the command line; what follows says what the command does. */
const commands: Readonly<Record<string, { readonly run: Command; readonly usage: string }>> = {
  synth: {
    run: synth,
    usage: `synth [--check]

  Generates the output folder, all of it or nothing.

  --check   write nothing; exit with 1 where a file would change
`,
  },
  render: {
    run: render,
    usage: `render <chart> [--release NAME] [--namespace NS] [-f FILE]…

  Prints the plain YAML of a chart: what \`helm template\` prints, without Helm.

  --release NAME         name of the release (the chart's)
  -n, --namespace NS     namespace of the release (default)
  -f, --values FILE      values, - for standard input; of several files a later one wins
`,
  },
  explain: {
    run: explainCommand,
    usage: `explain <service> <target> [--format text|json]

  Says over all layers whether a service may reach something, and why; exits with 1 where it may not.

  <target> is what the service wants to reach:
    payments                     a service
    products.quote               an operation or a command of a service
    orders.v1.order.confirmed    an event, to publish or to read
`,
  },
  package: {
    run: packageCommand,
    usage: `package

  Writes the charts as archives, with checksums and a bill of materials, to dist/charts.
`,
  },
  'diff:release': {
    run: diffReleaseCommand,
    usage: `diff:release <old> <new> [--removed KIND/NAME]… [--format markdown|json]

  Says whether an installed release may be upgraded to another, and exits with 1 where not. A release is a folder or file
  of manifests, a chart or its archive; for charts Helm is needed.

  --removed KIND/NAME   an object of the old release that shall be deleted
`,
  },
  'diff:topology': {
    run: diffTopologyCommand,
    usage: `diff:topology <revision> [--format markdown|json]

  Prints which edges and rights are new, gone or wider than at a git revision, and which objects change with them. It
  reads services/<name>/service.ts of both.
`,
  },
};

/**
 * The command line of a fleet: `main.ts` calls it with what follows the script's name. Without a command it
 * synthesizes, as `cdk8s synth` expects.
 * @returns the exit code: 0 done, 1 refused or different, 2 wrong usage or input
 */
export function runFleet(fleet: Fleet, argv: readonly string[] = process.argv.slice(2)): number {
  if (!process.stdout.listeners('error').includes(endQuietly)) process.stdout.on('error', endQuietly);
  const [name = 'synth', ...rest] = argv;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    const lines = Object.values(commands).map(({ usage }) => `  ${usage.split('\n', 1)}\n`);
    if (asksForHelp([name])) {
      process.stdout.write(
        `usage: <command> …, where a command is one of\n${lines.join('')}\n--help after one of them says more\n`,
      );
      return 0;
    }
    process.stderr.write(`unknown command "${name}". There are:\n${lines.join('')}`);
    return 2;
  }
  if (asksForHelp(rest)) {
    process.stdout.write(`usage: ${command.usage}`);
    return 0;
  }
  try {
    return command.run(fleet, rest);
  } catch (error) {
    const usage = error instanceof UsageError ? `\nusage: ${command.usage}` : '\n';
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}${usage}`);
    return 2;
  }
}

/** That somebody reads no further, as `head` does, is no failure. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
