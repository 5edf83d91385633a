import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';

/** Asserts that the YAML files of two folders have the same names and hold the same objects, in whatever order. */
export function assertSameObjects(folder: string, other: string): void {
  const files = readdirSync(folder).sort();
  const others = readdirSync(other).sort();
  if (!isDeepStrictEqual(files, others)) {
    throw new Error(`${other}: found ${others.length} files, expected the ${files.length} of ${folder}`);
  }
  for (const file of files) {
    if (!isDeepStrictEqual(objectsOf(join(folder, file)), objectsOf(join(other, file)))) {
      throw new Error(`${join(other, file)}: found other objects than in ${folder}, expected the same`);
    }
  }
}

function objectsOf(path: string): Map<string, unknown> {
  const objects = new Map<string, unknown>();
  for (const document of parseAllDocuments(readFileSync(path, 'utf8'))) {
    const object = document.toJS();
    objects.set(`${object.kind}/${object.metadata.name}`, object);
  }
  return objects;
}
