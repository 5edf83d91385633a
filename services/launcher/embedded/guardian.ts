import { spawn } from 'node:child_process';

/**
 * Waits for a word from its owner. End of input without it means that the owner died, by whatever signal: then the
 * process is ended, and what the owner would have removed is removed. $1 pid, $2 signal, $3 directory or empty.
 */
const processGuardian = `
trap '' INT TERM HUP
read -r word
[ "$word" = released ] && exit 0
kill -"$2" "$1" 2>/dev/null
tries=0
while kill -0 "$1" 2>/dev/null && [ "$tries" -lt 100 ]; do tries=$((tries + 1)); sleep 0.05; done
kill -KILL "$1" 2>/dev/null
[ -n "$3" ] && rm -rf -- "$3" && rmdir -- "\${3%/*}" 2>/dev/null
exit 0
`;

/** Removes a directory, again while others that are being ended still write there. $1 directory. */
const directoryGuardian = `
trap '' INT TERM HUP
read -r word
[ "$word" = released ] && exit 0
tries=0
while [ "$tries" -lt 100 ]; do
  rm -rf -- "$1" 2>/dev/null
  sleep 0.1
  [ -e "$1" ] || exit 0
  tries=$((tries + 1))
done
`;

export interface GuardOptions {
  /** Signal with which the orphaned process is ended; SIGKILL follows after five seconds. */
  readonly signal: 'QUIT' | 'KILL';
  /** Directory removed together with the orphan, and its parent when that is empty. @default - none */
  readonly directory?: string;
}

/**
 * Ends a process when this one is gone, even by SIGKILL.
 * @returns what lets it be
 */
export function guardProcess(pid: number, { signal, directory = '' }: GuardOptions): () => void {
  return guard(processGuardian, [String(pid), signal, directory]);
}

/**
 * Removes a directory when this process is gone.
 * @returns what lets it be
 */
export function guardDirectory(directory: string): () => void {
  return guard(directoryGuardian, [directory]);
}

function guard(script: string, args: readonly string[]): () => void {
  if (process.platform === 'win32') {
    return () => undefined;
  }
  const watcher = spawn('/bin/sh', ['-c', script, 'guardian', ...args], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  watcher.on('error', () => undefined);
  watcher.stdin.on('error', () => undefined);
  watcher.unref();
  (watcher.stdin as unknown as { unref(): void }).unref();
  return () => watcher.stdin.end('released\n');
}
