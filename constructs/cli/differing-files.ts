import type { Files } from '../helm';

/** Paths of files that only one of two folders has, or that differ; sorted. */
export function differingFiles(before: Files, after: Files): string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .sort();
}
