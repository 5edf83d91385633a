import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFleet, defaultOutput, differences, type Fleet, fleetFiles, packageFleet } from '../fleet';
import type { JsonObject } from '../template';
import { UsageError } from './arguments';

const output = 'dist/charts';

/** Writes the charts as archives, with checksums and a bill of materials. The generated folder must hold what is packed. */
export function packageCommand(fleet: Fleet, argv: readonly string[]): number {
  if (argv.length > 0) throw new UsageError(`found ${argv.join(' ')}, expected nothing`);
  const compiled = compileFleet(fleet);
  const folder = fleet.output ?? defaultOutput;
  const stale = differences(folder, fleetFiles(compiled));
  if (stale.length > 0) {
    process.stderr.write(
      `package: ${folder} is stale: ${stale.length} file(s) differ from what is declared, expected none; ` +
        `run \`synth\` and package again:\n${stale.map((path) => `  ${join(folder, path)}\n`).join('')}`,
    );
    return 1;
  }
  const artifacts = packageFleet(compiled, npmPackages());
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  for (const [file, content] of artifacts) writeFileSync(join(output, file), content);
  process.stdout.write(`${output}:\n${[...artifacts.keys()].map((file) => `  ${file}\n`).join('')}`);
  return 0;
}

/** The packages of the lock file that are more than tools. */
function npmPackages(): JsonObject {
  // npm, which names every package with its version, would only say that it cannot.
  if (typeof (JSON.parse(readFileSync('package.json', 'utf8')) as JsonObject).version !== 'string') {
    throw new Error(
      'package.json: found no version, expected one for the bill of materials; add "version": "0.1.0" and run `npm install`',
    );
  }
  const args = ['sbom', '--package-lock-only', '--omit=dev', '--sbom-format=cyclonedx'];
  const text = execFileSync('npm', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(text) as JsonObject;
}
