import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findHelm, type HelmMajor } from '../../constructs/testing/helm';

const run = promisify(execFile);
export const root = resolve(__dirname, '../..');

const programs = findHelm(join(root, '.cache'));

/**
 * Runs Helm of a major version against the cluster that KUBECONFIG names.
 * @throws with what Helm said
 */
export async function helm(major: HelmMajor, args: readonly string[]): Promise<string> {
  const program = programs[major];
  if (program === undefined) throw new Error(`no Helm ${major}: install it, or Go, with which it is built`);
  try {
    const { stdout } = await run(program, [...args], { cwd: root, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const { stderr, stdout, message } = error as { stderr?: string; stdout?: string; message: string };
    throw new Error(`helm${major} ${args.join(' ')}: ${stderr?.trim() || stdout?.trim() || message}`);
  }
}
