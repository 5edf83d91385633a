import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { BundleOptions } from '../bundle';
import type { LocalFleet } from '../fleet';

export interface Wanted {
  readonly services: readonly ServiceDeclaration[];
  readonly seed: boolean;
  readonly synth: boolean;
}

/** The bundle of a fleet's programs, and where each of them is in it. */
export interface FleetPrograms {
  readonly options: BundleOptions;
  /** File of a service's `main` or `migrate`. */
  fileOf(service: string, program: 'main' | 'migrate'): string;
  readonly seedFile: string;
  readonly synthFile: string;
}

/** Entries of the programs that are no service's; a service's name holds no underscore. */
export const seedEntry = '_seed/main';
export const synthEntry = '_synth/main';

/**
 * The programs that a run needs. They are the same for all runs of a checkout, and so are kept beside it instead of in
 * the state folder: a program that is running is not disturbed when its file is replaced.
 *
 * @throws where a program is missing, with its path
 */
export function programsOf(fleet: LocalFleet, { services, seed, synth }: Wanted): FleetPrograms {
  const entries: Record<string, string> = {};
  const add = (entry: string, file: string): void => {
    if (!existsSync(join(fleet.root, file))) throw new Error(`${file} is missing; it is the program of ${entry}`);
    entries[entry] = file;
  };
  for (const service of services) {
    const folder = relative(fleet.root, join(fleet.directory, service.name)).replaceAll('\\', '/');
    add(`${service.name}/main`, `${folder}/main.ts`);
    if (needsMigration(service)) add(`${service.name}/migrate`, `${folder}/migrate.ts`);
  }
  if (seed && fleet.seed !== undefined) add(seedEntry, fleet.seed);
  if (synth && fleet.synth !== undefined) add(synthEntry, fleet.synth.program);

  const key = createHash('sha256').update(fleet.directory).digest('hex').slice(0, 12);
  const outputDirectory = join(fleet.root, '.cache', 'programs', key);
  const file = (entry: string): string => join(outputDirectory, `${entry}.js`);
  return {
    options: { entries, outputDirectory, root: fleet.root },
    fileOf: (service, program) => file(`${service}/${program}`),
    seedFile: file(seedEntry),
    synthFile: file(synthEntry),
  };
}

export function needsMigration({ database }: ServiceDeclaration): boolean {
  return database?.migrations === true;
}
