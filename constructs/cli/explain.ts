import type { Fleet } from '../fleet';
import { explainCommand } from '../topology';

/** Says over all layers whether a service may reach something, and why. */
export function explain(fleet: Fleet, argv: readonly string[]): number {
  const { output, exitCode } = explainCommand(argv, fleet.declarations);
  (exitCode === 2 ? process.stderr : process.stdout).write(output);
  return exitCode;
}
