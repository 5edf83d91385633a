import { logJson } from './log';

/**
 * Runs a program to its end: 0 when it did what it is for, 1 with the reason otherwise. As process 1 of a container it
 * would ignore signals that it does not handle.
 */
export function runAsProgram(main: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => process.exit(1));
  }
  main().then(
    () => process.exit(0),
    (error: Error) => {
      logJson(error.message, { level: 'error' });
      process.exit(1);
    },
  );
}
