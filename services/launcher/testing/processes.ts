import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';

/** The launcher's program and the stand-in fleet, as a command line names them. */
export const launcherFile = resolve(__dirname, '../main.ts');
export const fleetFile = resolve(__dirname, 'fleet/fleet.ts');

/** Numbers of the running processes whose command line or environment holds a text. */
export async function processesWith(text: string): Promise<number[]> {
  const numbers = (await readdir('/proc')).map(Number).filter((pid) => pid > 0 && pid !== process.pid);
  return numbers.filter((pid) => ['cmdline', 'environ'].some((file) => contentOf(pid, file).includes(text)));
}

function contentOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // It has ended.
  }
}
