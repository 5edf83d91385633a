import { type CompiledChart, type DeclaredValue, type Json, type JsonObject, renderChart } from '@flotilla/constructs';
import fc from 'fast-check';
import { arbitraryOf } from './arbitrary-values';
import { charts } from './shop';
import { workloadsOf } from './workloads';

const seed = 20_261_122;

function render(chart: CompiledChart, values: JsonObject = {}): JsonObject[] {
  return renderChart(chart, { release: { name: 'one', namespace: 'shop' }, values: [values] });
}

interface Immutable {
  readonly name: string;
  readonly base: string;
  readonly data: string;
}

function immutableConfigMaps(objects: readonly JsonObject[]): Immutable[] {
  return objects
    .filter(({ kind, immutable }) => kind === 'ConfigMap' && immutable === true)
    .map(({ metadata, data }) => {
      const { name } = metadata as { name: string };
      return { name, base: name.replace(/-[0-9a-f]{10}$/, ''), data: JSON.stringify(data) };
    });
}

/** Values that differ from the defaults in one place; those that the chart refuses are left out. */
function variations(chart: CompiledChart): { path: string; objects: JsonObject[] }[] {
  return chart.declared.flatMap((value) => {
    for (const other of fc.sample(arbitraryOf(value.schema), { seed, numRuns: 8 })) {
      if (JSON.stringify(other) === JSON.stringify(value.default)) continue;
      try {
        return [{ path: value.path.join('.'), objects: render(chart, nested(value, other)) }];
      } catch {
        // The value alone is refused, e.g. a minimum above the maximum.
      }
    }
    return [];
  });
}

function nested({ path }: DeclaredValue, value: Json): JsonObject {
  return path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value) as JsonObject;
}

describe.each(
  charts.filter(({ subcharts }) => subcharts.length === 0).map((chart) => [chart.identity.name, chart] as const),
)('immutable ConfigMaps of %s', (_, chart) => {
  const initial = render(chart);
  const varied = variations(chart);

  test('have another name exactly where their data differ', () => {
    const all = [initial, ...varied.map(({ objects }) => objects)].flatMap(immutableConfigMaps);
    expect(all.length).toBeGreaterThan(0);
    const names = new Map<string, Set<string>>();
    const data = new Map<string, Set<string>>();
    for (const each of all) {
      add(names, `${each.base} ${each.data}`, each.name);
      add(data, each.name, each.data);
    }
    expect([...names.values()].filter(({ size }) => size !== 1)).toEqual([]);
    expect([...data.values()].filter(({ size }) => size !== 1)).toEqual([]);
  });

  test('change with every value of the configuration', () => {
    const configuration = varied.filter(({ path }) => path.startsWith('config.'));
    const before = immutableConfigMaps(initial).map(({ name }) => name);
    const same = configuration.filter(({ objects }) => {
      const after = immutableConfigMaps(objects).map(({ name }) => name);
      return after.every((name) => before.includes(name));
    });
    const declared = chart.declared.filter(({ path, schema }) => path[0] === 'config' && schema.enum?.length !== 1);
    expect(configuration.length).toBe(declared.length);
    expect(same.map(({ path }) => path)).toEqual([]);
  });

  test('are the only ones that pods read, by the name that they have in the same release', () => {
    for (const objects of [initial, ...varied.map((each) => each.objects)]) {
      const names = immutableConfigMaps(objects).map(({ name }) => name);
      expect(configMapsRead(objects).filter((name) => !names.includes(name))).toEqual([]);
    }
    expect(configMapsRead(initial).length).toBeGreaterThan(0);
  });

  test('stay for pods of the release before where the values say so, under the same names', () => {
    const kept = render(chart, { global: { keepConfigMaps: true } });
    const servers = kept.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
    const read = configMapsRead(servers);
    expect(read.length).toBeGreaterThan(0);
    expect(keptByHelm(kept)).toEqual(read);
    expect(keptByHelm(initial)).toEqual([]);
    expect(configMapsRead(kept)).toEqual(configMapsRead(initial));
    const own = { commonAnnotations: { 'helm.sh/resource-policy': 'none' } };
    expect(keptByHelm(render(chart, { ...own, global: { keepConfigMaps: true } }))).toEqual([]);
  });
});

/** Names of the objects that Helm does not delete. */
function keptByHelm(objects: readonly JsonObject[]): string[] {
  return objects
    .map(({ metadata }) => metadata as { name: string; annotations?: Readonly<Record<string, string>> })
    .filter(({ annotations }) => annotations?.['helm.sh/resource-policy'] === 'keep')
    .map(({ name }) => name);
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(value));
}

/** Made by Kubernetes itself in every namespace. */
const clusterAuthority = 'kube-root-ca.crt';

/** Names of ConfigMaps that pods take variables or files from, without those that the values themselves added. */
function configMapsRead(objects: readonly JsonObject[]): string[] {
  return workloadsOf(objects).flatMap(({ pod }) => {
    const { containers, volumes = [] } = pod.spec as unknown as {
      containers: { envFrom?: { configMapRef?: { name: string } }[] }[];
      volumes?: { configMap?: { name?: string }; projected?: { sources: { configMap?: { name?: string } }[] } }[];
    };
    return [
      ...containers.flatMap(({ envFrom = [] }) => envFrom.map(({ configMapRef }) => configMapRef?.name)),
      ...volumes.map(({ configMap }) => configMap?.name),
      ...volumes.flatMap(({ projected }) => (projected?.sources ?? []).map(({ configMap }) => configMap?.name)),
    ].filter((name): name is string => name !== undefined && name !== clusterAuthority && name.startsWith('one-'));
  });
}
