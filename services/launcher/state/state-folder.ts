import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { guardDirectory } from '../embedded';
import { LockedError, takeLock } from './lock';
import { isRunning } from './process-identity';
import { noteFile, readNote } from './running-shop';

/** Where everything is kept that must survive a stop. */
export interface StateFolder {
  /** Absolute. */
  readonly path: string;
  /** Path of something in it. */
  at(name: (typeof parts)[number]): string;
  /** Whether it will be removed at the end. */
  readonly temporary: boolean;
  /** Gives it back, and removes a temporary one. */
  release(): Promise<void>;
}

/** Everything that the launcher makes in the folder. */
const parts = [
  'postgresql',
  'nats',
  'nats-accounts.conf',
  'secrets',
  'synth.json',
  'migrations.json',
  'running.json',
] as const;

const patienceMs = 10_000;
const pollMs = 20;

export interface StateOptions {
  readonly path: string;
  /** Remove first what earlier runs have left. */
  readonly fresh: boolean;
}

/**
 * Takes a folder for this process alone, after whatever a killed run has left behind is gone.
 * @throws where another run uses it
 */
export async function openState({ path, fresh }: StateOptions): Promise<StateFolder> {
  const folder = resolve(path);
  if (!existsSync(folder)) {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o711); // PostgreSQL may run under another account, which must get through.
  }
  const unlock = lockOf(folder);
  try {
    await untilGone(folder);
    if (fresh) await removeParts(folder);
  } catch (error) {
    unlock();
    throw error;
  }
  return folderAt(folder, false, async () => {
    await rm(noteFile(folder), { force: true });
    unlock();
  });
}

/** A folder of this run's own, that is removed at its end, however it ends. */
export async function temporaryState(): Promise<StateFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'flotilla-'));
  await chmod(folder, 0o711);
  const unguard = guardDirectory(folder);
  return folderAt(folder, true, async () => {
    await rm(folder, { recursive: true, force: true });
    unguard();
  });
}

function folderAt(path: string, temporary: boolean, release: () => Promise<void>): StateFolder {
  return { path, temporary, at: (name) => join(path, name), release };
}

function lockOf(folder: string): () => void {
  try {
    return takeLock(join(folder, 'lock'));
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    throw new Error(
      `the state folder ${folder} is in use by process ${error.pid}; stop that one first, or start this one beside it: ` +
        '--state DIR --port N, or --isolated',
    );
  }
}

/** The guardians of a killed run end its servers; until they have, their files are not ours. */
async function untilGone(folder: string): Promise<void> {
  const left = () => (readNote(folder)?.processes ?? []).filter(isRunning).map(({ pid }) => pid);
  const deadline = Date.now() + patienceMs;
  while (left().length > 0) {
    if (Date.now() > deadline) {
      throw new Error(`processes ${left().join(', ')} of an earlier run still use ${folder}; end them, e.g. with kill`);
    }
    await sleep(pollMs);
  }
}

async function removeParts(folder: string): Promise<void> {
  await Promise.all(parts.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
