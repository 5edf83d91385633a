/** A workload, as far as it says which Secrets its pods read. */
export interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet' | 'Job';
  readonly metadata: { readonly name: string; readonly creationTimestamp?: string };
  readonly spec: { readonly template: { readonly spec: PodSpec } };
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
}

interface Container {
  readonly env?: readonly { readonly valueFrom?: { readonly secretKeyRef?: { name: string; key: string } } }[];
}

interface Items {
  readonly items?: readonly { readonly key: string }[];
}

interface Volume {
  readonly secret?: Items & { readonly secretName: string };
  readonly projected?: { readonly sources: readonly { readonly secret?: Items & { readonly name: string } }[] };
}

/** The workloads whose pods read one of the keys of a Secret, as environment variable or as file. */
export function readersOf<W extends Workload>(workloads: readonly W[], secret: string, keys: readonly string[]): W[] {
  return workloads.filter(({ spec }) =>
    keysRead(spec.template.spec).some(
      (read) => read.secret === secret && (read.key === undefined || keys.includes(read.key)),
    ),
  );
}

/** No key: all of them. */
function keysRead({ containers, initContainers = [], volumes = [] }: PodSpec): { secret: string; key?: string }[] {
  const variables = [...containers, ...initContainers].flatMap(({ env = [] }) =>
    env.flatMap(({ valueFrom }) => {
      const reference = valueFrom?.secretKeyRef;
      return reference === undefined ? [] : [{ secret: reference.name, key: reference.key }];
    }),
  );
  const files = volumes.flatMap(({ secret, projected }) => [
    ...(secret === undefined ? [] : itemsOf(secret.secretName, secret)),
    ...(projected?.sources ?? []).flatMap((source) =>
      source.secret === undefined ? [] : itemsOf(source.secret.name, source.secret),
    ),
  ]);
  return [...variables, ...files];
}

function itemsOf(secret: string, { items }: Items): { secret: string; key?: string }[] {
  return items === undefined ? [{ secret }] : items.map(({ key }) => ({ secret, key }));
}
