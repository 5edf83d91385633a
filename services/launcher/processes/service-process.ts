import { setTimeout as sleep } from 'node:timers/promises';
import { graceMs } from './environment';
import type { RunningProgram } from './keep-running';
import { type NodeProgram, type NodeProgramOptions, startProgram } from './node-program';

const pollMs = { first: 15, last: 200 } as const;

/** Longer than the service itself allows, which then says who hung. */
const stopPatienceMs = graceMs + 2_000;

/**
 * Starts a service and resolves when it says that it is ready.
 * @param ending aborted when it is not wanted any more
 * @throws with what it complained about last when it ends before
 */
export async function launchService(
  options: NodeProgramOptions & { readonly adminUrl: string },
  ending: AbortSignal,
): Promise<RunningProgram> {
  const program = startProgram(options);
  const stop = () => stopProgram(program);
  const onEnding = (): void => program.kill('SIGTERM');
  ending.addEventListener('abort', onEnding, { once: true });
  try {
    await untilReady(program, options);
  } catch (error) {
    await stop();
    throw error;
  } finally {
    ending.removeEventListener('abort', onEnding);
  }
  return { pid: program.pid, exited: program.exited, stop, kill: program.kill };
}

/**
 * Runs a program to its end.
 * @throws with what it complained about last when it fails
 */
export async function runToEnd(options: NodeProgramOptions, ending?: AbortSignal): Promise<void> {
  const program = startProgram(options);
  const onEnding = (): void => program.kill('SIGTERM');
  ending?.addEventListener('abort', onEnding, { once: true });
  const { code, signal } = await program.exited;
  ending?.removeEventListener('abort', onEnding);
  ending?.throwIfAborted();
  if (code !== 0) throw new Error(endText(options.name, program, code, signal));
}

async function untilReady(
  program: NodeProgram,
  { name, adminUrl }: { readonly name: string; readonly adminUrl: string },
): Promise<void> {
  for (let waitMs: number = pollMs.first; ; waitMs = Math.min(waitMs * 1.2, pollMs.last)) {
    const isReady = await fetch(`${adminUrl}/readyz`).then(
      async (response) => (await response.arrayBuffer()) && response.ok,
      () => false,
    );
    if (program.exit !== undefined) {
      throw new Error(endText(name, program, program.exit.code, program.exit.signal));
    }
    if (isReady) return;
    await Promise.race([sleep(waitMs), program.exited]);
  }
}

async function stopProgram(program: NodeProgram): Promise<void> {
  program.kill('SIGTERM');
  const timer = setTimeout(() => program.kill('SIGKILL'), stopPatienceMs);
  await program.exited;
  clearTimeout(timer);
}

function endText(name: string, { lastWords }: NodeProgram, code: number | null, signal: NodeJS.Signals | null): string {
  const end = signal === null ? `exit code ${code}` : signal;
  return `${name} ended (${end})${lastWords === undefined ? '' : `: ${lastWords}`}`;
}
