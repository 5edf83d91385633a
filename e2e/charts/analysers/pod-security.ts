import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { PodTemplate } from '../workloads';
import { ownGoTool } from './tools';

/** Why the API server would not admit each of the pods under "restricted"; undefined: it would. */
export function forbiddenReasons(pods: readonly PodTemplate[]): (string | undefined)[] {
  const program = ownGoTool('pod-security-judge', join(__dirname, 'pod-security-judge'));
  const output = execFileSync(program, { input: JSON.stringify(pods), encoding: 'utf8' });
  return (JSON.parse(output) as string[]).map((reason) => (reason === '' ? undefined : reason));
}
