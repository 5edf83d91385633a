import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unprivilegedAccount } from '../embedded';
import type { StateFolder } from '../state';

const run = promisify(execFile);

/** Where PostgreSQL's files go when its account cannot reach the state folder; the file system standard's place. */
const systemFolder = '/var/lib/flotilla';

/**
 * The folder of PostgreSQL's files. As root PostgreSQL runs under another account, which cannot get to a state folder
 * below a closed one such as /root: then it is a folder of the system, named by the state folder.
 */
export async function postgresqlPlace(state: StateFolder): Promise<string> {
  const own = state.at('postgresql');
  if (process.getuid?.() !== 0 || (await isReachable(state.path))) return own;
  const name = createHash('sha256').update(state.path).digest('hex').slice(0, 16);
  const place = join(systemFolder, name);
  await mkdir(place, { recursive: true, mode: 0o711 });
  return place;
}

/** Removes its files, wherever they are. */
export async function removePostgresql(state: StateFolder): Promise<void> {
  await rm(await postgresqlPlace(state), { recursive: true, force: true });
}

async function isReachable(folder: string): Promise<boolean> {
  const account = await unprivilegedAccount();
  return run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...account, cwd: '/' }).then(
    () => true,
    () => false,
  );
}
