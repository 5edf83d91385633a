import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Exit, guardProcess } from '../embedded';

export interface NodeProgramOptions {
  /** Name of the service, for messages. */
  readonly name: string;
  readonly file: string;
  readonly args?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  /** Every line that it writes. */
  onLine(line: string): void;
}

/** A JavaScript program in a process of its own, that ends with this one. */
export interface NodeProgram {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Undefined as long as it runs. */
  readonly exit: Exit | undefined;
  /** What it complained about last. */
  readonly lastWords: string | undefined;
  kill(signal: NodeJS.Signals): void;
}

/** In a session of its own, as servers are: Ctrl-C in the terminal reaches the launcher, which stops it in order. */
export function startProgram(options: NodeProgramOptions): NodeProgram {
  const child = spawn(process.execPath, ['--enable-source-maps', options.file, ...(options.args ?? [])], {
    cwd: options.workingDirectory,
    env: { ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const release = child.pid === undefined ? () => undefined : guardProcess(child.pid, { signal: 'KILL' });
  let lastWords: string | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
      lastWords = complaintIn(line) ?? lastWords;
      options.onLine(line);
    });
  }
  let exit: Exit | undefined;
  const exited = endOf(child).then((end) => {
    release();
    exit = end;
    return end;
  });
  return {
    pid: child.pid ?? -1,
    exited,
    get exit() {
      return exit;
    },
    get lastWords() {
      return lastWords;
    },
    kill: (signal) => void child.kill(signal),
  };
}

/** `close` comes after the last line. */
async function endOf(child: ChildProcess): Promise<Exit> {
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal };
}

/** Message of a record of a log that tells of an error, or a line that is no record. */
function complaintIn(line: string): string | undefined {
  try {
    const { level, msg, err } = JSON.parse(line) as { level?: string; msg?: string; err?: { message?: string } };
    if (level !== 'fatal' && level !== 'error') return undefined;
    return [msg, err?.message].filter(Boolean).join(': ');
  } catch {
    return line.trim() === '' ? undefined : line.trim();
  }
}
