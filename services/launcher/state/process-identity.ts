import { readFileSync } from 'node:fs';

/** A process, and not another one that has its number later. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the clock ticks of the kernel; only where the kernel tells. */
  readonly startedAt?: string;
}

export function identityOf(pid: number): ProcessIdentity {
  return { pid, startedAt: statusOf(pid)?.startedAt };
}

/** Whether the process still runs; one that only waits for its parent to take note does not. */
export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const status = statusOf(pid);
  return status === undefined || (status.state !== 'Z' && (startedAt === undefined || status.startedAt === startedAt));
}

/** proc_pid_stat(5): the name in parentheses may hold anything, so the fields are counted from its end. */
function statusOf(pid: number): { readonly state: string; readonly startedAt: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] as string, startedAt: fields[19] as string };
  } catch {
    return undefined;
  }
}
