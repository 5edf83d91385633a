import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  compileFleet,
  defaultOutput,
  differences,
  type Fleet,
  fileAside,
  fleetFiles,
  folderAside,
  recoverFolder,
  swapAll,
  valuesTypeFile,
  writeFile,
} from '../fleet';
import type { Files } from '../helm';
import { UsageError } from './arguments';

/**
 * Generates the output folder, all of it or nothing. `--check` writes nothing and fails where a file would change.
 */
export function synth(fleet: Fleet, argv: readonly string[]): number {
  if (argv.some((word) => word !== '--check'))
    throw new UsageError(`found ${argv.join(' ')}, expected nothing or --check`);
  const output = fleet.output ?? defaultOutput;
  const isCheck = argv.includes('--check');
  if (!isCheck) recoverFolder(output);
  const compiled = compileFleet(fleet);
  const files = fleetFiles(compiled);
  const type = fleet.valuesType;
  const typeText = type === undefined ? undefined : valuesTypeFile(compiled.chart, type.name);
  if (isCheck) return check(output, files, type?.file, typeText);

  const changed = swapAll([
    () => folderAside(output, files),
    ...(type === undefined || typeText === undefined ? [] : [() => fileAside(type.file, typeText)]),
  ]);
  copyForCdk8s(files);
  process.stdout.write(`${output}: ${files.size} files, ${changed ? 'written' : 'unchanged'}\n`);
  return 0;
}

/** `cdk8s synth` lists the manifests below the folder that it names; there it gets a copy. */
function copyForCdk8s(files: Files): void {
  const folder = process.env.CDK8S_OUTDIR;
  if (folder === undefined) return;
  for (const [path, text] of files) if (path.startsWith('manifests/')) writeFile(join(folder, path), text);
}

function check(output: string, files: Files, typeFile: string | undefined, typeText: string | undefined): number {
  const differing = differences(output, files).map((path) => join(output, path));
  if (typeFile !== undefined && typeText !== undefined) {
    if (!existsSync(typeFile) || readFileSync(typeFile, 'utf8') !== typeText) differing.push(typeFile);
  }
  if (differing.length === 0) return 0;
  process.stderr.write(
    `${differing.length} generated file(s) differ from what is declared; run \`synth\` and commit:\n`,
  );
  for (const path of differing) process.stderr.write(`  ${path}\n`);
  return 1;
}
