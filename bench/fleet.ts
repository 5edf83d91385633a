/**
 * A large fleet on a real API server: how long it takes to synthesize and to apply, and what the API server holds then.
 * Its pods go where `--node-selector` and `--tolerate` say, such as to nodes that only pretend to run them.
 */
import type { JsonObject } from '@flotilla/constructs';
import { kubectl } from '../services/provisioner/kubectl';
import { applyObjects } from './fleet/apply-objects';
import { fleetCharts, objectsOf } from './fleet/fleet';
import { placement, placementOptions } from './fleet/placement';
import { optionsOf } from './options';

const usage = `usage: npm run bench:fleet -- [--services 200] [--environments 3] [--replicas 2] [--node-selector KEY=VALUE]
       [--tolerate KEY]
`;

/** Resident memory of the API server, in MiB, as it tells of itself. */
async function apiServerMemory(): Promise<number> {
  const metrics = await kubectl(['get', '--raw', '/metrics']);
  const bytes = /^process_resident_memory_bytes (\S+)$/m.exec(metrics)?.[1];
  if (bytes === undefined) throw new Error('/metrics of the API server: found no process_resident_memory_bytes');
  return Number(bytes) / 2 ** 20;
}

async function seconds(work: () => Promise<void>): Promise<string> {
  const began = performance.now();
  await work();
  return ((performance.now() - began) / 1_000).toFixed(1);
}

/** Resolves when all pods run. @returns how many there are */
async function allRunning(namespaces: readonly string[], expected: number): Promise<number> {
  const deadline = Date.now() + 1_200_000;
  for (;;) {
    let running = 0;
    for (const namespace of namespaces) {
      const filter = ['--field-selector', 'status.phase=Running', '--output', 'name'];
      running += (await kubectl(['get', 'pods', '--namespace', namespace, ...filter]))
        .split('\n')
        .filter(Boolean).length;
    }
    if (running >= expected) return running;
    if (Date.now() > deadline) throw new Error(`${running} of ${expected} pods run after 20 minutes`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

async function main(): Promise<void> {
  const options = optionsOf(usage, {
    services: { type: 'integer', default: '200' },
    environments: { type: 'integer', default: '3' },
    replicas: { type: 'integer', default: '2' },
    ...placementOptions,
  });
  const { services, environments, replicas } = options;
  const values: JsonObject = {
    replicaCount: replicas,
    autoscaling: { enabled: false },
    ...placement(options),
  };
  const namespaces = Array.from({ length: environments }, (_, index) => `flotilla-fleet-${index + 1}`);
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  say(`| ${services} services, ${environments} environments, ${replicas} pods each | |\n| --- | --- |`);

  const memoryBefore = await apiServerMemory();
  const lists: JsonObject[][] = [];
  const synthesis = await seconds(async () => {
    const charts = fleetCharts(services);
    for (const namespace of namespaces) lists.push(objectsOf(charts, namespace, values));
  });
  say(`| objects | ${lists.flat().length} |\n| synthesis, s | ${synthesis} |`);
  const made: string[] = [];
  try {
    const applying = await seconds(async () => {
      for (const [index, namespace] of namespaces.entries()) {
        await kubectl(['create', 'namespace', namespace]);
        made.push(namespace);
        await applyObjects(lists[index] ?? []);
      }
    });
    say(`| applied, s | ${applying} |`);
    let pods = 0;
    const settling = await seconds(async () => {
      pods = await allRunning(namespaces, services * environments * replicas);
    });
    say(`| until all ${pods} pods ran, s | ${settling} |`);
    const again = await seconds(() => applyObjects(lists[0] ?? []));
    say(`| one environment applied again without a change, s | ${again} |`);
    say(
      `| memory of the API server, before and after, MiB | ${memoryBefore.toFixed(0)}, ${(await apiServerMemory()).toFixed(0)} |`,
    );
  } finally {
    for (const namespace of made) {
      await kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
    }
    for (const namespace of made) {
      await kubectl(['wait', 'namespace', namespace, '--for=delete', '--timeout=600s']);
    }
  }
}

main().catch((error: Error) => {
  process.stderr.write(`fleet: ${error.message}\n`);
  process.exitCode = 1;
});
