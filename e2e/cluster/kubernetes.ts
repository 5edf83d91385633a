import { kubectl, openPortForward } from '../../services/provisioner/kubectl';

export { kubectl };

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

/** A port of 127.0.0.1 that leads to a target such as `service/gateway`. */
export async function forwardPort(
  namespace: string,
  target: string,
  port: number,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { address, close } = await openPortForward(namespace, target, port);
  return { url: `http://${address}`, close };
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

/** Repeats something until some work is done. @throws what either throws */
export async function during(work: () => Promise<unknown>, repeat: () => Promise<void>): Promise<void> {
  let done = false;
  const working = work().finally(() => {
    done = true;
  });
  const repeating = (async () => {
    while (!done) await repeat();
  })();
  await Promise.all([working, repeating]);
}
