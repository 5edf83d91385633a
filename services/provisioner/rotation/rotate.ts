import type { SecretData } from '../secrets/recipe';
import type { NamespaceClient } from './cluster';
import { acceptedBy } from './nats-servers';
import { readersOf, type Workload } from './readers';
import { advanced, kindOf, phaseOf, type RotatedKind } from './rotation';

interface Rotated {
  readonly name: string;
  readonly kind: RotatedKind;
  readonly data: SecretData;
}

/**
 * Rotates Secrets of a namespace while everything runs. All of them go through each phase together, so that a pod which
 * reads several is replaced once. Repeating it after an interruption goes on where it stopped.
 *
 * @param say told what happens, a line each
 * @throws at the first thing that does not come to its end; the Secrets say how far they are
 */
export async function rotate(
  cluster: NamespaceClient,
  names: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  let secrets: Rotated[] = [];
  for (const name of names) secrets.push(await read(cluster, name));
  const workloads = await cluster.workloads();
  secrets = await step(cluster, secrets, 'rest', say, 'changes to what is accepted already');
  const changing = secrets.filter(({ data }) => phaseOf(data) === 'change');
  await restartReaders(cluster, workloads, changing, say);
  secrets = await step(cluster, secrets, 'change', say, 'the old one is replaced');
  await tellServers(cluster, workloads, secrets, say);
  await step(cluster, secrets, 'retire', say, 'done');
}

async function read(cluster: NamespaceClient, name: string): Promise<Rotated> {
  const { metadata, data } = await cluster.secret(name);
  const owner = metadata.ownerReferences?.[0];
  if (owner !== undefined) {
    throw new Error(`Secret ${name}: is made by ${owner.kind} ${owner.name}, which would undo this; rotate it there`);
  }
  return { name, kind: kindOf(name, data), data };
}

/** Brings the Secrets that are in a phase to the next one. */
async function step(
  cluster: NamespaceClient,
  secrets: readonly Rotated[],
  from: ReturnType<typeof phaseOf>,
  say: (line: string) => void,
  what: string,
): Promise<Rotated[]> {
  const after: Rotated[] = [];
  for (const secret of secrets) {
    if (phaseOf(secret.data) !== from) {
      after.push(secret);
      continue;
    }
    const present = await cluster.secret(secret.name);
    if (phaseOf(present.data) !== from) {
      throw new Error(`Secret ${secret.name}: somebody else is rotating it; wait for that to end`);
    }
    const data = advanced(secret.kind, present.data);
    await cluster.replace(present, data);
    say(`${secret.name}: ${secret.kind.what}: ${what}`);
    after.push({ ...secret, data });
  }
  return after;
}

async function restartReaders(
  cluster: NamespaceClient,
  workloads: readonly Workload[],
  secrets: readonly Rotated[],
  say: (line: string) => void,
): Promise<void> {
  const readers = secrets.flatMap(({ name, kind }) => readersOf(workloads, name, kind.usedBy));
  const deployments = namesOf(readers, 'Deployment');
  if (deployments.length === 0) return;
  say(`restarting ${deployments.join(', ')}`);
  await cluster.restart(deployments);
}

async function tellServers(
  cluster: NamespaceClient,
  workloads: readonly Workload[],
  secrets: readonly Rotated[],
  say: (line: string) => void,
): Promise<void> {
  const jobs = new Map<string, Workload>();
  for (const { name, kind, data } of secrets.filter((each) => phaseOf(each.data) === 'retire')) {
    if (kind.acceptedBy === undefined) continue;
    const readers = readersOf(workloads, name, [kind.acceptedBy]);
    for (const statefulSet of namesOf(readers, 'StatefulSet')) {
      for (const pod of await cluster.podsOf(statefulSet)) {
        say(`${name}: waiting for ${pod} to accept the new key`);
        await acceptedBy(cluster, pod, data['nkey-standby'] as string);
      }
    }
    const newest = readers
      .filter((reader) => reader.kind === 'Job')
      .sort((a, b) => (a.metadata.creationTimestamp ?? '').localeCompare(b.metadata.creationTimestamp ?? ''))
      .at(-1);
    if (newest !== undefined) jobs.set(newest.metadata.name, newest);
  }
  for (const [name, job] of jobs) {
    say(`running ${name} again`);
    await cluster.rerun(job);
  }
}

function namesOf(workloads: readonly Workload[], kind: Workload['kind']): string[] {
  return [...new Set(workloads.filter((each) => each.kind === kind).map(({ metadata }) => metadata.name))].sort();
}
