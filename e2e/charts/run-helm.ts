import { execFile } from 'node:child_process';
import { helmEnvironment } from '@flotilla/constructs/testing';

export interface HelmRun {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Helm, beside whatever else runs. */
export function runHelm(helm: string, args: readonly string[]): Promise<HelmRun> {
  const options = { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, env: helmEnvironment() } as const;
  return new Promise((resolve) => {
    execFile(helm, [...args], options, (error, stdout, stderr) => resolve({ ok: error === null, stdout, stderr }));
  });
}
