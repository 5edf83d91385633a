import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Runs kubectl.
 * @param input for its standard input: what is in the arguments of a process, everybody on the machine sees
 * @throws with what kubectl said
 */
export async function kubectl(args: readonly string[], input = ''): Promise<string> {
  const child = run('kubectl', [...args], { maxBuffer: 1024 * 1024 * 1024 });
  child.child.stdin?.end(input);
  try {
    return (await child).stdout;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Error(`kubectl ${args.join(' ')}: ${stderr?.trim() || message}`);
  }
}
