import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { guardProcess } from './guardian';

/** How a server process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A server that belongs to this process: when this process is gone, even by SIGKILL, so is the server. */
export interface ServerProcess {
  readonly pid: number;
  /** Settles when the server has ended; `undefined` as long as it runs. */
  readonly exited: Promise<Exit>;
  readonly exit: Exit | undefined;
  /** Sends a signal and waits for the end; SIGKILL follows when `patienceMs` have passed. */
  end(signal: NodeJS.Signals, patienceMs: number): Promise<Exit>;
}

export interface ServerProcessOptions {
  readonly binary: string;
  readonly args: readonly string[];
  /** Both output streams are appended here. A file, so that a busy owner never blocks the server. */
  readonly logFile: string;
  /** Signal with which an orphaned server is ended. */
  readonly orphanSignal: 'QUIT' | 'KILL';
  /** Directory removed together with an orphaned server, and its parent when that is empty. @default - none */
  readonly orphanDirectory?: string;
  /** Unprivileged account to run as. @default - that of this process */
  readonly account?: { readonly uid: number; readonly gid: number };
  /** @default - that of this process */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Starts a server in a session of its own: Ctrl-C in the terminal reaches only the owner, which then stops its
 * services before the servers that they need.
 */
export function spawnServer(options: ServerProcessOptions): ServerProcess {
  const log = openSync(options.logFile, 'a');
  const child = spawn(options.binary, options.args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: options.env,
    ...options.account,
  });
  closeSync(log);
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (error) => reject(new Error(`cannot run ${options.binary}: ${error.message}`)));
  });
  const release =
    child.pid === undefined
      ? () => undefined
      : guardProcess(child.pid, { signal: options.orphanSignal, directory: options.orphanDirectory });
  let exit: Exit | undefined;
  const ended = once(child, 'exit').then(([code, signal]) => {
    release();
    exit = { code, signal };
    return exit;
  });
  const exited = Promise.race([ended, failed]);
  exited.catch(() => undefined);
  child.unref();

  return {
    pid: child.pid ?? -1,
    exited,
    get exit() {
      return exit;
    },
    end: (signal, patienceMs) => endProcess(child, exited, () => exit, signal, patienceMs),
  };
}

/** The last lines of a server's log, for an error message. */
export function tailOf(logFile: string, lines = 8): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return `(no log at ${logFile})`;
  }
}

async function endProcess(
  child: ChildProcess,
  exited: Promise<Exit>,
  exit: () => Exit | undefined,
  signal: NodeJS.Signals,
  patienceMs: number,
): Promise<Exit> {
  if (exit() === undefined) {
    child.ref();
    child.kill(signal);
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  try {
    return await exited;
  } finally {
    clearTimeout(timer);
  }
}
