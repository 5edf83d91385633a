import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** An object of Kubernetes, as far as these tests look into it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly generation?: number;
    readonly resourceVersion: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
  };
  // biome-ignore lint/suspicious/noExplicitAny: the rest has as many shapes as there are kinds
  readonly [field: string]: any;
}

/**
 * Runs kubectl against the cluster that KUBECONFIG names.
 * @throws with what kubectl said
 */
export async function kubectl(args: readonly string[], input?: string): Promise<string> {
  const child = run('kubectl', [...args], { maxBuffer: 256 * 1024 * 1024 });
  child.child.stdin?.end(input ?? '');
  try {
    return (await child).stdout;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Error(`kubectl ${args.join(' ')}: ${stderr?.trim() || message}`);
  }
}

/** Objects of a kind in a namespace, with a label selector where given. */
export async function list(kind: string, namespace: string, selector?: string): Promise<KubernetesObject[]> {
  const args = ['get', kind, '--namespace', namespace, '--output', 'json'];
  const text = await kubectl(selector === undefined ? args : [...args, '--selector', selector]);
  return (JSON.parse(text) as { items: KubernetesObject[] }).items;
}

/** One object; `undefined` where there is none of that name. */
export async function get(kind: string, name: string, namespace: string): Promise<KubernetesObject | undefined> {
  const text = await kubectl(['get', kind, name, '--namespace', namespace, '--ignore-not-found', '--output', 'json']);
  return text === '' ? undefined : (JSON.parse(text) as KubernetesObject);
}

export async function apply(objects: readonly object[], namespace?: string): Promise<void> {
  const where = namespace === undefined ? [] : ['--namespace', namespace];
  await kubectl(
    ['apply', '--server-side', '--force-conflicts', '--field-manager=e2e', ...where, '--filename', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
  );
}

/** Text in a key of a Secret. */
export async function secret(namespace: string, name: string, key: string): Promise<string> {
  const object = await get('secret', name, namespace);
  const value = object?.data?.[key] as string | undefined;
  if (value === undefined) throw new Error(`no key ${key} in Secret ${name} of namespace ${namespace}`);
  return Buffer.from(value, 'base64').toString();
}

/** A namespace that enforces Pod Security `restricted`, empty at first, and gone after `remove`. */
export async function createNamespace(name: string, labels: Readonly<Record<string, string>> = {}): Promise<void> {
  await removeNamespace(name);
  const enforce = {
    'pod-security.kubernetes.io/enforce': 'restricted',
    'pod-security.kubernetes.io/warn': 'restricted',
  };
  await apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { ...enforce, ...labels } } }]);
}

export async function removeNamespace(name: string): Promise<void> {
  await kubectl(['delete', 'namespace', name, '--ignore-not-found', '--wait', '--timeout', '180s']);
}

/** Namespaces of a suite, or of a part of it: empty before its tests, gone after them. */
export function useNamespaces(...names: readonly string[]): void {
  beforeAll(async () => {
    for (const name of names) await createNamespace(name);
  });
  afterAll(async () => {
    for (const name of names) await removeNamespace(name);
  });
}

/** A way from this machine to a Service. It leads to one pod, so it lasts no longer than that. */
export interface PortForward {
  readonly url: string;
  close(): Promise<void>;
}

/** Forwards a free port of 127.0.0.1 to a target such as `service/gateway`. */
export async function forwardPort(namespace: string, target: string, port: number): Promise<PortForward> {
  const child = spawn('kubectl', ['port-forward', '--namespace', namespace, target, `:${port}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const exited = once(child, 'exit');
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([text]) => text as string),
    exited.then(() => ''),
  ]);
  const local = /^Forwarding from 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
  if (local === undefined) {
    child.kill('SIGTERM');
    throw new Error(`kubectl port-forward ${target} in ${namespace}: ${stderr.trim() || line}`);
  }
  return {
    url: `http://127.0.0.1:${local}`,
    close: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Repeats a question until its answer is not `undefined` or `false`. @throws with the last failure when time is up */
export async function eventually<T>(
  what: string,
  seconds: number,
  ask: () => Promise<T | undefined | false>,
): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  let last: unknown;
  for (;;) {
    const answer = await ask().catch((error: unknown) => {
      last = error;
      return undefined;
    });
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) {
      throw new Error(`${what}: not within ${seconds} s${last instanceof Error ? ` (${last.message})` : ''}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
