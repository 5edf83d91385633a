import { type CompiledChart, type JsonObject, renderChart, ValuesRefused } from '@flotilla/constructs';
import { selects } from './label-selector';
import { everySelector, subjectsOf } from './selectors';
import { charts, environments, everythingOn, manifests, renderShop, umbrella, valuesOf } from './shop';
import { type Workload, workloadsOf } from './workloads';

const named = (list: readonly CompiledChart[]) => list.map((chart) => [chart.identity.name, chart] as const);

function render(chart: CompiledChart, release: string, values: JsonObject = {}): JsonObject[] {
  return renderChart(chart, { release: { name: release, namespace: 'shop' }, values: [values] });
}

function withEverythingOn(chart: CompiledChart): JsonObject {
  if (chart === umbrella) return everythingOn;
  return (everythingOn[chart.identity.name] ?? {}) as JsonObject;
}

const nameOf = ({ kind, metadata }: JsonObject): string => `${String(kind)}/${(metadata as { name: string }).name}`;

describe('two releases in one namespace', () => {
  const pairs: [title: string, one: () => JsonObject[], other: () => JsonObject[]][] = [
    ...charts.flatMap((chart): [string, () => JsonObject[], () => JsonObject[]][] => {
      const of = (release: string) => () => render(chart, release, withEverythingOn(chart));
      const { name } = chart.identity;
      return [
        [`two of ${name}`, of('one'), of('two')],
        [`${name} under its own name and under another`, of(name), of('another')],
        [`two of ${name}, one name the beginning of the other`, of('one'), of(`one-${name}`)],
      ];
    }),
    ...umbrella.subcharts.map((chart): [string, () => JsonObject[], () => JsonObject[]] => [
      `the umbrella, and ${chart.identity.name} by itself`,
      () => render(umbrella, 'shop', everythingOn),
      () => render(chart, chart.identity.name, withEverythingOn(chart)),
    ]),
  ];

  test.each(pairs)('%s share no name and select none of each other', (_, one, other) => {
    const [first, second] = [one(), other()];
    const names = new Set(first.map(nameOf));
    expect(second.map(nameOf).filter((name) => names.has(name))).toEqual([]);
    expect([...crossing(first, second), ...crossing(second, first)]).toEqual([]);
  });
});

/** Selectors of one release that match pods of another. */
function crossing(selecting: readonly JsonObject[], selected: readonly JsonObject[]): string[] {
  const workloads = workloadsOf(selected);
  return everySelector(selecting).flatMap(({ place, selector }) =>
    workloads.filter(({ labels }) => selects(selector, labels)).map(({ name }) => `${place} selects ${name}`),
  );
}

describe('names', () => {
  test.each(named(charts))('of %s fit even for the longest release that it admits', (_, chart) => {
    const length = longestRelease(chart);
    expect(length).toBeGreaterThanOrEqual(20);
    const release = 'r'.repeat(length);
    const names = render(chart, release, withEverythingOn(chart)).map(nameOf);
    const wrong = names.filter((each) => {
      const [kind, name] = each.split('/') as [string, string];
      return name.length > (longest[kind] ?? 63) || !/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name);
    });
    expect(wrong).toEqual([]);
    const values = workloadsOf(render(chart, release)).flatMap(({ labels }) => Object.values(labels));
    expect(values.filter((value) => !/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(value))).toEqual([]);
  });

  test.each(named(charts))('that would not fit are refused for %s, before anything is made', (_, chart) => {
    expect(() => render(chart, 'r'.repeat(longestRelease(chart) + 1))).toThrow(/release name: /);
  });
});

/** Characters; controllers add to the names of what they make: `-<10 digits>` to those of pods of a StatefulSet. */
const longest: Readonly<Record<string, number>> = { CronJob: 52, StatefulSet: 52 };

function longestRelease(chart: CompiledChart): number {
  for (let length = 53; length > 0; length--) {
    try {
      render(chart, 'r'.repeat(length), withEverythingOn(chart));
      return length;
    } catch (error) {
      if (!(error instanceof ValuesRefused)) throw error;
    }
  }
  return 0;
}

describe('selectors', () => {
  const stable = ['app.kubernetes.io/component', 'app.kubernetes.io/instance', 'app.kubernetes.io/name'];

  test.each(named(charts))('of %s are name, instance and component, which never change', (_, chart) => {
    const selectors = everySelector(render(chart, 'one', withEverythingOn(chart)));
    const unstable = selectors.filter(
      ({ kind, selector }) =>
        kind !== 'ServiceMonitor' &&
        Object.keys(selector.matchLabels ?? {})
          .sort()
          .join() !== stable.join(),
    );
    expect(unstable.map(({ place }) => place)).toEqual([]);
  });

  test('another version of the charts changes labels of objects and nothing that rolls pods', () => {
    const next = (chart: CompiledChart): CompiledChart => ({
      ...chart,
      identity: { ...chart.identity, version: '99.0.0' },
      subcharts: chart.subcharts.map(next),
    });
    const before = render(umbrella, 'shop', everythingOn);
    const after = render(next(umbrella), 'shop', everythingOn);
    const pods = (objects: readonly JsonObject[]) =>
      objects.filter(({ kind }) => kind !== 'Pod').map(({ kind, spec, data = null }) => ({ kind, spec, data }));
    expect(pods(after)).toEqual(pods(before));
    expect(after.map(nameOf)).toEqual(before.map(nameOf));
    expect(after).not.toEqual(before);
  });

  test.each([
    ['the umbrella chart with everything on', () => renderShop('shop', everythingOn)],
    ...environments.flatMap(({ name }): [string, () => JsonObject[]][] => [
      [`the plain manifests of ${name}`, () => manifests(name)],
      [`the umbrella chart with the values of ${name}`, () => renderShop('shop', valuesOf(name))],
    ]),
  ])('each match the pods of exactly one workload, in %s', (_, objects) => {
    const all = objects();
    const workloads = workloadsOf(all);
    const subjects = subjectsOf(all);
    expect(subjects.length).toBeGreaterThan(20);
    const wrong = subjects
      .map(({ place, kind, selector }) => ({ place, kind, names: ownersOf(selector, workloads) }))
      .filter(({ names }) => names.length !== 1)
      .map(({ place, names }) => `${place} matches ${names.join(' and ') || 'nothing'}`);
    expect(wrong).toEqual([]);
  });

  test('the ports of Services are ports of the pods that they select', () => {
    const objects = renderShop('shop', everythingOn);
    const workloads = workloadsOf(objects);
    for (const service of objects.filter(({ kind }) => kind === 'Service')) {
      const { selector, ports } = service.spec as unknown as { selector: Record<string, string>; ports: ServicePort[] };
      const [workload] = workloads.filter(({ labels }) => selects({ matchLabels: selector }, labels)) as [Workload];
      const open = containerPorts(workload);
      const missing = ports.filter(({ targetPort, port }) => !open.includes(targetPort ?? port));
      expect({ service: nameOf(service), missing }).toEqual({ service: nameOf(service), missing: [] });
    }
  });
});

interface ServicePort {
  readonly port: number;
  readonly targetPort?: number | string;
}

function containerPorts({ pod }: Workload): (number | string)[] {
  const containers = pod.spec.containers as unknown as { ports?: { name?: string; containerPort: number }[] }[];
  return containers
    .flatMap(({ ports = [] }) => ports)
    .flatMap(({ name, containerPort }) => (name === undefined ? [containerPort] : [name, containerPort]));
}

function ownersOf(selector: Parameters<typeof selects>[0], workloads: readonly Workload[]): string[] {
  return workloads.filter(({ labels }) => selects(selector, labels)).map(({ name }) => name);
}
