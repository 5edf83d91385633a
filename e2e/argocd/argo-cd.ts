import { eventually, get, type KubernetesObject, kubectl, list } from '../cluster/kubernetes';

/** Namespace of Argo CD. */
export const argoNamespace = 'argocd';

/** Label that every Application of the shop carries. */
const ofTheShop = 'app.kubernetes.io/part-of=shop';

export async function application(name: string): Promise<KubernetesObject> {
  const found = await get('application', name, argoNamespace);
  if (found === undefined) throw new Error(`no Application ${name} in namespace ${argoNamespace}`);
  return found;
}

export async function applicationNames(): Promise<string[]> {
  return (await list('applications', argoNamespace, ofTheShop)).map(({ metadata }) => metadata.name).sort();
}

/** Has Argo CD compare an Application now instead of minutes later, and waits until it has. */
export async function refresh(name: string, how: 'normal' | 'hard' = 'normal'): Promise<KubernetesObject> {
  const key = 'argocd.argoproj.io/refresh';
  await kubectl(['annotate', 'application', name, `${key}=${how}`, '--overwrite', '--namespace', argoNamespace]);
  return eventually(`refresh of ${name}`, 120, async () => {
    const found = await application(name);
    return found.metadata.annotations?.[key] === undefined && found;
  });
}

/** Waits until an Application is at a commit: Synced, Healthy, and nothing under way. */
export async function settled(name: string, commit: string): Promise<KubernetesObject> {
  await eventually(`Application ${name}`, 120, async () => (await application(name)) !== undefined);
  await refresh(name);
  return eventually(`${name} at ${commit}, Synced and Healthy`, 420, async () => {
    const found = await application(name);
    if (isSettled(found, commit)) return found;
    throw new Error(describeStatus(found));
  });
}

function isSettled({ operation, status }: KubernetesObject, commit: string): boolean {
  return (
    operation === undefined &&
    status?.sync?.revision === commit &&
    status.sync.status === 'Synced' &&
    status.health?.status === 'Healthy' &&
    status.operationState?.phase === 'Succeeded'
  );
}

/** What `argocd app terminate-op` does. */
export async function endSync(name: string): Promise<void> {
  const patch = JSON.stringify({ status: { operationState: { phase: 'Terminating' } } });
  await kubectl(['patch', 'application', name, '--namespace', argoNamespace, '--type', 'merge', '--patch', patch]);
}

/** For the message of a failed test. */
export function describeStatus({ status = {} }: KubernetesObject): string {
  const resources = (status.resources ?? []) as {
    kind: string;
    name: string;
    status?: string;
    health?: { status: string };
  }[];
  const unsettled = resources
    .filter((each) => each.status !== 'Synced' || (each.health?.status ?? 'Healthy') !== 'Healthy')
    .map((each) => `${each.kind}/${each.name} ${each.status} ${each.health?.status ?? ''}`.trim());
  return JSON.stringify({
    revision: status.sync?.revision,
    sync: status.sync?.status,
    health: status.health?.status,
    operation: [status.operationState?.phase, status.operationState?.message],
    conditions: status.conditions,
    unsettled,
  });
}

/** What changes with every operation of an Application, however small. */
export function operationsOf({ status }: KubernetesObject): unknown {
  return { history: status.history?.length, last: status.operationState?.startedAt };
}

/** Removes what the generated folder `argocd/` makes, and waits; the objects that Applications deployed stay. */
export async function removeShopFromArgoCd(): Promise<void> {
  const how = ['--namespace', argoNamespace, '--ignore-not-found', '--wait', '--timeout', '60s'];
  await kubectl(['delete', 'applicationset', 'shop', ...how]);
  await kubectl(['delete', 'applications', '--selector', ofTheShop, ...how]);
  await kubectl(['delete', 'appproject', 'shop', ...how]);
}
