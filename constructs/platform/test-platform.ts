import { App } from 'cdk8s';
import type { ServiceDeclaration } from '../declaration';
import { type CompiledChart, compileChart, HelmChart, renderChart } from '../helm';
import type { JsonObject } from '../template';
import { RenderedObjects } from '../testing';
import { topologyOf } from '../topology';
import { Platform } from './platform';

/** A small fleet for the tests of this folder: one that speaks and stores, one that hears, one that does neither. */
const common = {
  http: { port: 3000, adminPort: 9090, routes: [] },
  config: {},
  calls: {},
  publishes: {},
  subscribes: {},
};

export const speaker: ServiceDeclaration = {
  ...common,
  name: 'speaker',
  description: 'Speaks.',
  database: { migrations: true },
  publishes: { 'speaker.v1.word.said': { version: 1, schema: 'Word', description: 'A word.' } },
  jobs: { sweep: { description: 'Forgets.', schedule: '0 3 * * *', args: ['sweep.js'] } },
};

export const hearer: ServiceDeclaration = {
  ...common,
  name: 'good-hearer',
  description: 'Hears.',
  database: { migrations: false },
  subscribes: { 'speaker.v1.word.said': { version: 1 } },
};

export const mute: ServiceDeclaration = { ...common, name: 'mute', description: 'Does neither.' };

export const topology = topologyOf([speaker, hearer, mute]);
export const chartProps = { version: '1.0.0', appVersion: '0.0.0', description: 'Of a test.', source: 'a test' };

/** A chart with the platform of the fleet. */
function platformChart(): CompiledChart {
  const chart = new HelmChart(new App(), 'platform', chartProps);
  new Platform(chart, 'platform', { topology, partOf: 'talk', tokenKeys: 'token-keys', admin: 'admin' });
  return compileChart(chart);
}

const chart = platformChart();

/** The objects of a release. */
export function render(values: JsonObject = {}, name = 'platform'): RenderedObjects {
  return new RenderedObjects(renderChart(chart, { release: { name, namespace: 'talk' }, values: [values] }));
}

/** Name of an object. */
export function nameOf(object: JsonObject): string {
  return String((object.metadata as JsonObject).name);
}

/** The one object of a kind whose name begins so. */
export function oneLike(objects: RenderedObjects, kind: string, start: string): JsonObject {
  const names = objects.ofKind(kind).map(nameOf);
  return objects.one(kind, names.find((name) => name.startsWith(start)) ?? start);
}

/** The part of pods and policies that tests look at. */
export interface Pod {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: JsonObject & { readonly containers: readonly JsonObject[]; readonly volumes: readonly JsonObject[] };
}

/** Pod templates of all workloads, by the name of the workload. */
export function podsOf(objects: RenderedObjects): ReadonlyMap<string, Pod> {
  const workloads = [...objects.ofKind('StatefulSet'), ...objects.ofKind('Job')];
  return new Map(workloads.map((object) => [nameOf(object), (object.spec as JsonObject).template as unknown as Pod]));
}

/** The pod template of the one workload whose name begins so. */
export function podOf(objects: RenderedObjects, start: string): Pod {
  const found = [...podsOf(objects)].filter(([name]) => name.startsWith(start)).map(([, pod]) => pod);
  const [pod] = found;
  if (found.length !== 1 || pod === undefined)
    throw new Error(`found ${found.length} workloads ${start}…, expected one`);
  return pod;
}

/** A volume of a pod, by its name. */
export function volumeOf({ spec }: Pod, volume: string): JsonObject {
  return spec.volumes.find(({ name }) => name === volume) as JsonObject;
}

/** `name/component` of the pods that a rule of a NetworkPolicy names, by its port. */
export function peersByPort(policy: JsonObject, direction: 'ingress' | 'egress'): Record<string, string[]> {
  const rules = ((policy.spec as JsonObject)[direction] ?? []) as unknown as Rule[];
  const peers: Record<string, string[]> = {};
  for (const { ports, from, to } of rules) {
    const key = ports.map(({ port, protocol }) => `${port}/${protocol}`).join(' ');
    peers[key] = [...(peers[key] ?? []), ...(from ?? to ?? (['everybody'] as const)).map(peerName)];
  }
  return peers;
}

interface Rule {
  readonly ports: readonly { readonly port: number; readonly protocol: string }[];
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
}

type Peer = {
  readonly [selector: string]: { readonly matchLabels?: Readonly<Record<string, string>>; readonly cidr?: string };
};

function peerName(peer: Peer | 'everybody'): string {
  if (peer === 'everybody') return peer;
  const labels = peer.podSelector?.matchLabels;
  if (labels !== undefined) return `${labels['app.kubernetes.io/name']}/${labels['app.kubernetes.io/component']}`;
  return peer.ipBlock?.cidr ?? JSON.stringify(peer.namespaceSelector?.matchLabels);
}
