import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Files } from '@flotilla/constructs';

/** A generated folder on disk, for programs that read one. Remove it when done. */
export class TemporaryFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'flotilla-'));

  constructor(files: Files = new Map()) {
    for (const [path, text] of files) this.write(path, text);
  }

  /** @returns the file's path */
  write(path: string, text: string): string {
    const file = join(this.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
