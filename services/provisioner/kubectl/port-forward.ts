import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A way from this machine to a pod. Through a Service it leads to one of its pods, and lasts no longer than that. */
export interface PortForward {
  /** `127.0.0.1:<free port>`. */
  readonly address: string;
  close(): Promise<void>;
}

/** @param target such as `service/gateway` or `pod/nats-0` */
export async function openPortForward(namespace: string, target: string, port: number): Promise<PortForward> {
  const args = ['port-forward', '--namespace', namespace, target, `:${port}`];
  const child = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const exited = once(child, 'exit');
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([text]) => text as string),
    exited.then(() => ''),
  ]);
  const local = /^Forwarding from 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
  if (local === undefined) {
    await close();
    throw new Error(`kubectl ${args.join(' ')}: ${stderr.trim() || line}`);
  }
  return { address: `127.0.0.1:${local}`, close };
}
