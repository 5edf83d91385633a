import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity';

/**
 * Takes a file as the sign that this process uses its folder. A file whose process is gone is no sign.
 *
 * @returns what gives it back
 * @throws where another process has it, with its number
 */
export function takeLock(file: string): () => void {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify(identityOf(process.pid)), { mode: 0o600 });
  try {
    while (!linked(own, file)) {
      const found = readText(file);
      const holder = found && (JSON.parse(found) as ProcessIdentity);
      if (holder && isRunning(holder)) throw new LockedError(holder.pid);
      if (found !== undefined) removeStale(file, found);
    }
  } finally {
    rmSync(own, { force: true });
  }
  return () => rmSync(file, { force: true });
}

export class LockedError extends Error {
  override readonly name = 'LockedError';

  constructor(readonly pid: number) {
    super(`process ${pid} uses it`);
  }
}

/** A link appears with its content, or not at all where there is one already. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Two may find it stale at the same time; the one that is late must not remove the lock of the one that was not. */
function removeStale(file: string, found: string): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return; // The other one was faster.
  }
  if (readText(aside) !== found) linked(aside, file);
  rmSync(aside, { force: true });
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8') || undefined;
  } catch {
    return undefined;
  }
}
