import { kubectl, openPortForward } from '../kubectl';
import type { SecretData } from '../secrets/recipe';
import type { Workload } from './readers';

/** A Secret with its content decoded, and what else is needed to replace it. */
export interface SecretObject {
  readonly metadata: {
    readonly name: string;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly data: SecretData;
}

/** A namespace as an operator has it: through kubectl, with the operator's own rights. */
export class NamespaceClient {
  constructor(
    private readonly namespace: string,
    /** Longest wait for a rollout, a Job, or a server, in seconds. */
    readonly timeoutSeconds: number,
  ) {}

  async secret(name: string): Promise<SecretObject> {
    const object = JSON.parse(await this.kubectl(['get', 'secret', name, '--output', 'json']));
    const data = Object.entries((object.data ?? {}) as Record<string, string>);
    return {
      ...object,
      data: Object.fromEntries(data.map(([key, text]) => [key, Buffer.from(text, 'base64').toString()])),
    };
  }

  /** Replaces the content. @throws where somebody else has changed the Secret since it was read */
  async replace(secret: SecretObject, data: SecretData): Promise<void> {
    const encoded = Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
    const text = JSON.stringify({ ...secret, data: Object.fromEntries(encoded) });
    await this.kubectl(['replace', '--filename', '-'], text);
  }

  async workloads(): Promise<Workload[]> {
    const text = await this.kubectl(['get', 'deployments,statefulsets,jobs', '--output', 'json']);
    return (JSON.parse(text) as { items: Workload[] }).items;
  }

  /** Replaces the pods of Deployments, each as its strategy says, and waits for the last. */
  async restart(deployments: readonly string[]): Promise<void> {
    for (const name of deployments) await this.kubectl(['rollout', 'restart', `deployment/${name}`]);
    const timeout = `--timeout=${this.timeoutSeconds}s`;
    for (const name of deployments) await this.kubectl(['rollout', 'status', `deployment/${name}`, timeout]);
  }

  /** Runs a Job once more, as a copy that removes itself, to its end. */
  async rerun(job: Workload): Promise<void> {
    const { template, backoffLimit } = job.spec as Workload['spec'] & { readonly backoffLimit?: number };
    const { labels } =
      (template as { readonly metadata?: { readonly labels?: Record<string, string> } }).metadata ?? {};
    const own = Object.entries(labels ?? {}).filter(([key]) => !/(^|\/)(controller-uid|job-name)$/.test(key));
    const name = `${job.metadata.name.slice(0, 40)}-${Date.now().toString(36)}`;
    const copy = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name, labels: Object.fromEntries(own) },
      spec: {
        ttlSecondsAfterFinished: 600,
        activeDeadlineSeconds: this.timeoutSeconds,
        backoffLimit,
        template: { ...template, metadata: { labels: Object.fromEntries(own) } },
      },
    };
    await this.kubectl(['create', '--filename', '-'], JSON.stringify(copy));
    const timeout = `--timeout=${this.timeoutSeconds}s`;
    await this.kubectl(['wait', `job/${name}`, '--for=condition=complete', timeout]);
  }

  /** Pods of a StatefulSet, by name. */
  async podsOf(statefulSet: string): Promise<string[]> {
    const template = '{.spec.replicas}';
    const count = await this.kubectl(['get', 'statefulset', statefulSet, '--output', `jsonpath=${template}`]);
    return Array.from({ length: Number(count) }, (_, index) => `${statefulSet}-${index}`);
  }

  async execute(pod: string, command: readonly string[]): Promise<void> {
    await this.kubectl(['exec', pod, '--', ...command]);
  }

  /** Opens a way to a port of a pod for as long as it is used; the address is one of this machine. */
  async withPort<T>(pod: string, port: number, use: (address: string) => Promise<T>): Promise<T> {
    const forward = await openPortForward(this.namespace, `pod/${pod}`, port);
    try {
      return await use(forward.address);
    } finally {
      await forward.close();
    }
  }

  private kubectl(args: readonly string[], input?: string): Promise<string> {
    return kubectl(['--namespace', this.namespace, ...args], input);
  }
}
