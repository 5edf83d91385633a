import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { HelmMajor } from '../../constructs/testing/helm';
import { local } from '../../environments/local';
import { helm } from './helm';
import { get, type KubernetesObject, list, secret } from './kubernetes';

/** Values as a file of Helm has them. */
export type HelmValues = { readonly [key: string]: unknown };

/** The services of the shop. */
export const services = ['users', 'products', 'orders', 'payments', 'gateway'] as const;

/** Namespace from which requests may come in to the gateway, as from an ingress controller. */
export const clientsNamespace = 'flotilla-e2e-clients';

/**
 * The local environment, for a test: whoever asks comes from a namespace of the test's own, and limits of rates are out
 * of the way of one client that stands for many.
 */
export const testValues: HelmValues = merge(local.values as HelmValues, {
  gateway: {
    config: {
      rateLimitPerMinute: 1_000_000,
      rateLimitLoginPerMinute: 1_000_000,
      rateLimitRegisterPerMinute: 1_000_000,
      rateLimitOrderPerMinute: 1_000_000,
    },
    networkPolicy: { ingressController: { namespaceLabels: { 'kubernetes.io/metadata.name': clientsNamespace } } },
  },
});

export interface ReleaseOptions {
  readonly major: HelmMajor;
  readonly release: string;
  /** Folder of the chart, below the repository. */
  readonly chart: string;
  readonly namespace: string;
  readonly values: HelmValues;
  /** Further arguments. @default - none */
  readonly args?: readonly string[];
}

/** `helm install` or `helm upgrade` until every object is ready. */
export async function release(
  verb: 'install' | 'upgrade',
  { major, release: name, chart, namespace, values, args = [] }: ReleaseOptions,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-values-'));
  try {
    const file = join(folder, 'values.yaml');
    writeFileSync(file, stringify(values));
    const wait = ['--wait', '--timeout', '5m', '--values', file];
    return await helm(major, [verb, name, chart, '--namespace', namespace, ...wait, ...args]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Who may administrate a shop whose Secrets the bootstrap Job made. */
export async function administrator(
  namespace: string,
  name = 'shop-admin',
): Promise<{ email: string; password: string }> {
  return { email: await secret(namespace, name, 'email'), password: await secret(namespace, name, 'password') };
}

/** Pods of a service that serve: running, ready, not on their way out. */
export async function servingPods(namespace: string, service: string, instance: string): Promise<string[]> {
  const selector = `app.kubernetes.io/name=${service},app.kubernetes.io/instance=${instance}`;
  const pods = await list('pods', namespace, `${selector},app.kubernetes.io/component=server`);
  return pods
    .filter((pod) => pod.metadata.deletionTimestamp === undefined && isReady(pod))
    .map(({ metadata }) => metadata.name);
}

/** Whether a pod says that it can serve. */
export function isReady({ status }: KubernetesObject): boolean {
  return (status?.conditions ?? []).some(
    (each: { type: string; status: string }) => each.type === 'Ready' && each.status === 'True',
  );
}

/** Image of the first container of a Deployment. */
export async function imageOf(namespace: string, deployment: string): Promise<string> {
  return (await get('deployment', deployment, namespace))?.spec.template.spec.containers[0].image as string;
}

/** Values over values, as Helm merges them. */
export function merge(below: HelmValues, above: HelmValues): HelmValues {
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const lower = below[key];
    merged[key] = isMap(lower) && isMap(value) ? merge(lower, value) : value;
  }
  return merged;
}

function isMap(value: unknown): value is HelmValues {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
