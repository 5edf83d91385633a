import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

/*
 * Becomes `packages.js`, the module from which programs take installed packages: it has V8 take them from its code
 * cache instead of compiling megabytes of text in every process. What does not belong to this text or this version of
 * Node.js, V8 refuses, and compiles the text. Run as a program it makes the cache.
 */

/** Name of the file with the packages; filled in by the bundler. */
declare const PACKAGES: string;

type Packages = Record<string, () => unknown>;

const file = join(__dirname, PACKAGES);
const cacheFile = `${file}.${process.version}.cache`;

function readCache(): Buffer | undefined {
  try {
    return readFileSync(cacheFile);
  } catch {
    return undefined;
  }
}

// The bundler writes ASCII, for which V8 needs one byte a character.
const text = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'latin1')}\n})`;
const script = new Script(text, { filename: file, cachedData: readCache() });
script.runInThisContext()(exports, require, module, file, __dirname);

if (require.main === module) {
  // A cache holds the functions that have run by then.
  for (const load of Object.values(exports as Packages)) load();
  const draft = `${cacheFile}.${process.pid}`;
  writeFileSync(draft, script.createCachedData());
  renameSync(draft, cacheFile);
}
