import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apply, eventually, get, kubectl } from '../kubernetes';

/** What a load found. A request that was not answered, or with a status of 400 or more, has failed. */
export interface LoadResult {
  /** How long requests were sent. */
  readonly seconds: number;
  readonly sent: number;
  /** Requests by status. */
  readonly answered: Readonly<Record<string, number>>;
  readonly failed: number;
  /** The first fifty. */
  readonly failures: readonly {
    readonly at: string;
    readonly kind: string;
    readonly path: string;
    readonly why: string;
  }[];
  /** Orders that were accepted. */
  readonly orders: number;
  /** Accepted orders by how they ended. */
  readonly ends: Readonly<Record<string, number>>;
  /** Accepted orders without an end, long after the load. */
  readonly unfinished: readonly { readonly id: string; readonly status: string | number }[];
  /** One idempotency key that made two orders. */
  readonly doubled: readonly unknown[];
  readonly milliseconds: { readonly p50: number; readonly p99: number; readonly max: number };
}

export interface LoadOptions {
  /** Namespace of the pod that sends; it must be let in to the gateway. */
  readonly namespace: string;
  /** Base URL of the shop as the pod sees it. */
  readonly url: string;
  /** Image with Node. */
  readonly image: string;
  /** Requests per second. */
  readonly rate: number;
  /** Longest time of sending; the load ends by itself. */
  readonly maxSeconds: number;
  /** @default 5 */
  readonly customers?: number;
  /** Name of the pod, where several loads run beside each other. @default 'load' */
  readonly name?: string;
}

export interface Load {
  /** Ends the sending, follows every accepted order to its end, and tells. */
  stop(): Promise<LoadResult>;
}

const script = readFileSync(join(__dirname, 'program.mjs'), 'utf8');

/** Starts a pod that sends requests at a constant rate; resolves once the first are on their way. */
export async function startLoad(options: LoadOptions): Promise<Load> {
  const { namespace, url, image, rate, maxSeconds, customers = 5, name = 'load' } = options;
  await kubectl(['delete', 'pod,configmap', name, '--namespace', namespace, '--ignore-not-found', '--wait']);
  const env = { URL: url, RATE: String(rate), SECONDS: String(maxSeconds), CUSTOMERS: String(customers) };
  const metadata = { name, namespace };
  await apply([
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'program.mjs': script } },
    { apiVersion: 'v1', kind: 'Pod', metadata, spec: podSpec(name, image, env) },
  ]);
  await eventually('the load to begin', 120, async () => (await logs(namespace, name)).includes('READY '));
  return {
    stop: async () => {
      await kubectl(['exec', '--namespace', namespace, name, '--', 'node', '-e', 'process.kill(1, "SIGTERM")']);
      const end = await eventually('the load to end', 300, async () => {
        const phase = (await get('pod', name, namespace))?.status?.phase as string | undefined;
        return phase === 'Succeeded' || phase === 'Failed' ? phase : undefined;
      });
      const text = await logs(namespace, name);
      const line = text.split('\n').find((each) => each.startsWith('RESULT '));
      if (line === undefined) throw new Error(`the load ended as ${end} without a result:\n${text.slice(-2_000)}`);
      return JSON.parse(line.slice('RESULT '.length)) as LoadResult;
    },
  };
}

function logs(namespace: string, name: string): Promise<string> {
  return kubectl(['logs', '--namespace', namespace, name]);
}

function podSpec(name: string, image: string, env: Readonly<Record<string, string>>): object {
  return {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 5,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 10_001,
      runAsGroup: 10_001,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name,
        image,
        imagePullPolicy: 'IfNotPresent',
        command: ['node', '/load/program.mjs'],
        env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
        resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          readOnlyRootFilesystem: true,
        },
        volumeMounts: [{ name: 'script', mountPath: '/load', readOnly: true }],
      },
    ],
    volumes: [{ name: 'script', configMap: { name } }],
  };
}
