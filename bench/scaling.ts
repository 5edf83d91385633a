/**
 * How the number of pods follows a load, with the scaler of the chart as it is by default and the cluster's own
 * controller. The load is told to the controller, nothing is sent; pods go where `--node-selector` and `--tolerate` say,
 * such as to nodes that only pretend to run them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '@flotilla/constructs';
import { kubectl } from '../services/provisioner/kubectl';
import { applyObjects } from './fleet/apply-objects';
import { fleetCharts, objectsOf } from './fleet/fleet';
import { placement, placementOptions } from './fleet/placement';
import { optionsOf } from './options';
import { serveMetrics } from './scaling/metrics-api';
import { type Profile, perPod, profiles } from './scaling/profiles';

const usage = `usage: npm run bench:scaling -- [--minutes 20] [--every 30] [--node-selector KEY=VALUE] [--tolerate KEY]

  --minutes N   how long the load is followed
  --every S     seconds between two lines of the table
`;

const namespace = 'flotilla-bench-scaling';
const sampleMs = 1_000;
/** Pods that there are without any load, as the chart has it by default. */
const fewest = 2;

/** What was seen of one profile, a sample a second. */
interface Curve {
  readonly name: string;
  readonly profile: Profile;
  readonly deployment: string;
  readonly samples: { readonly minutes: number; readonly load: number; readonly pods: number }[];
}

async function main(): Promise<void> {
  const options = optionsOf(usage, {
    minutes: { type: 'integer', default: '20' },
    every: { type: 'integer', default: '30' },
    ...placementOptions,
  });
  const { minutes, every } = options;
  const charts = fleetCharts(Object.keys(profiles).length);
  const curves = Object.entries(profiles).map(
    ([name, profile], index): Curve => ({ name, profile, deployment: `service-${index}`, samples: [] }),
  );
  let began = Number.NaN;
  const elapsed = (): number => (Number.isNaN(began) ? 0 : (Date.now() - began) / 60_000);
  await kubectl(['create', 'namespace', namespace]);
  try {
    const metrics = curves.map(({ name, profile }) => [`load-${name}`, () => profile(elapsed())] as const);
    const api = await serveMetrics(namespace, Object.fromEntries(metrics));
    try {
      const items = curves.flatMap(({ name }, index) =>
        objectsOf(charts.slice(index, index + 1), namespace, {
          ...placement(options),
          autoscaling: { enabled: true, targetCPUUtilizationPercentage: 0, metrics: [metricOf(name)] },
        }),
      );
      await applyObjects(items);
      for (const deadline = Date.now() + 120_000; ; await sleep(sampleMs)) {
        const ready = [...(await readyPods()).values()];
        if (ready.length === curves.length && ready.every((pods) => pods === fewest)) break;
        if (Date.now() > deadline)
          throw new Error(`found ${ready} ready pods after two minutes, expected ${fewest} each`);
      }
      began = Date.now();
      while (elapsed() < minutes) {
        await sample(curves, elapsed());
        await sleep(sampleMs);
      }
    } finally {
      await api.close();
    }
  } finally {
    await kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--wait', '--timeout', '300s']);
  }
  report(curves, every);
}

function metricOf(name: string): JsonObject {
  const target = { type: 'AverageValue', averageValue: String(perPod) };
  return { type: 'External', external: { metric: { name: `load-${name}` }, target } };
}

async function sample(curves: readonly Curve[], minutes: number): Promise<void> {
  const ready = await readyPods();
  for (const { profile, deployment, samples } of curves) {
    samples.push({ minutes, load: profile(minutes), pods: ready.get(deployment) ?? 0 });
  }
}

/** By the name of their Deployment. */
async function readyPods(): Promise<Map<string, number>> {
  const text = await kubectl(['get', 'deployments', '--namespace', namespace, '--output', 'json']);
  const { items } = JSON.parse(text) as {
    items: { metadata: { name: string }; status: { readyReplicas?: number } }[];
  };
  return new Map(items.map(({ metadata, status }) => [metadata.name, status.readyReplicas ?? 0]));
}

/** Pods that a load needs. */
function neededFor(load: number): number {
  return Math.max(fewest, Math.ceil(Math.round(load) / perPod));
}

function report(curves: readonly Curve[], everySeconds: number): void {
  const say = (cells: readonly (string | number)[]): void => void process.stdout.write(`| ${cells.join(' | ')} |\n`);
  say(['profile', 'minutes with too few pods', 'most pods that were missing', 'pod-minutes', 'needed']);
  say(['---', '---', '---', '---', '---']);
  for (const { name, samples } of curves) {
    const share = (samples.at(-1)?.minutes ?? 0) / samples.length;
    const missing = samples.map(({ load, pods }) => Math.max(0, neededFor(load) - pods));
    const sum = (of: readonly number[]): string => (of.reduce((total, each) => total + each, 0) * share).toFixed(1);
    const short = sum(missing.map((pods) => Math.min(pods, 1)));
    const used = sum(samples.map(({ pods }) => pods));
    say([name, short, Math.max(...missing), used, sum(samples.map(({ load }) => neededFor(load)))]);
  }
  process.stdout.write('\nPods, and in brackets those that the load needs:\n\n');
  say(['minute', ...curves.map(({ name }) => name)]);
  say(['---', ...curves.map(() => '---')]);
  const last = curves[0]?.samples.at(-1)?.minutes ?? 0;
  for (let at = 0; at <= last; at += everySeconds / 60) {
    const cells = curves.map(({ samples }) => {
      const { load, pods } = samples.find(({ minutes }) => minutes >= at) as Curve['samples'][number];
      return `${pods} (${neededFor(load)})`;
    });
    say([at.toFixed(1), ...cells]);
  }
}

main().catch((error: Error) => {
  process.stderr.write(`scaling: ${error.message}\n`);
  process.exitCode = 1;
});
