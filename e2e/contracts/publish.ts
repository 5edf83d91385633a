import { join } from 'node:path';
import type { Contract } from '@flotilla/runtime';
import { breakingChanges } from './breaking-changes';
import { contractFiles, readPublished, writeContractFiles, writePublished } from './contract-files';
import { publicationOf } from './publication';

/** What would break those who rely on a published contract, and what to do about it; none: nothing does. */
export function refusalsOf(services: string, contracts: Readonly<Record<string, Contract>>): string[] {
  return Object.entries(contracts).flatMap(([name, contract]) => {
    const published = readPublished(join(services, name));
    return published === undefined
      ? []
      : breakingChanges(published, publicationOf(contract)).map(
          (change) => `services/${name}: ${change}; keep to what is published, or raise the version in service.ts`,
        );
  });
}

/** Writes the generated files of all contracts. */
export function generate(services: string, contracts: Readonly<Record<string, Contract>>): void {
  for (const [name, contract] of Object.entries(contracts)) {
    writeContractFiles(join(services, name), contractFiles(name, publicationOf(contract)));
  }
}

/**
 * Makes the contracts as they are now what others may rely on.
 * @throws when that would break those who rely on them already; then nothing was written
 */
export function publish(services: string, contracts: Readonly<Record<string, Contract>>): void {
  const refusals = refusalsOf(services, contracts);
  if (refusals.length > 0) {
    throw new Error(['the contracts cannot be published:', ...refusals].join('\n  '));
  }
  for (const [name, contract] of Object.entries(contracts)) {
    writePublished(join(services, name), publicationOf(contract));
  }
}
