import Ajv from 'ajv';
import { HelmChart, type HelmChartProps, parseGoYaml, renderChart } from '../helm';
import { DirectIngress, Microservice } from '../microservice';
import type { JsonObject } from '../template';
import { fieldOf, RenderedObjects } from '../testing';
import { service } from '../topology/testing/declarations';
import type { Environment, Fleet } from './fleet';
import { compileFleet, fleetFiles } from './generate';

const props: HelmChartProps = { version: '1.0.0', appVersion: '1', description: 'A chart.', source: 'charts.ts' };

/** A fleet of services of the given names. */
function fleetOf(names: readonly string[], environments: readonly Environment[], own: Partial<Fleet> = {}): Fleet {
  return {
    name: 'farm',
    declarations: names.map((name) => service(name)),
    chart: (app, topology) => {
      const subcharts = topology.services.map((declaration) => {
        const chart = new HelmChart(app, declaration.name, props);
        new Microservice(chart, declaration.name, { declaration, topology, repository: `farm/${declaration.name}` });
        return chart;
      });
      return new HelmChart(app, 'farm', { ...props, subcharts });
    },
    environments,
    ...own,
  };
}

/** What generating the fleet is refused for; nothing where it is generated. */
function refusal(fleet: Fleet): string | undefined {
  try {
    fleetFiles(compileFleet(fleet));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const spring: Environment = { name: 'spring', namespace: 'farm-spring', values: {} };

test('two objects of one kind and name are refused, whichever charts they are in', () => {
  expect(refusal(fleetOf(['cows', 'cows-admin'], [spring]))).toBe(
    'chart farm: Service farm-cows-admin: found it twice, at cows/cows/admin-service/Resource and at ' +
      'cows-admin/cows-admin/service/Resource, expected each object once; rename one of the services or objects',
  );
  const thing = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'farm-cows' } };
  const values = { cows: { extraManifests: [thing, { ...thing, apiVersion: 'serving.knative.dev/v1' }] } };
  expect(refusal(fleetOf(['cows'], [{ ...spring, values }]))).toBe(
    'environments/spring.ts: Service farm-cows: found it twice, at cows/cows/service/Resource and at ' +
      'value cows.extraManifests, expected each object once; rename one of the services or objects',
  );
});

test('in the plain manifests names have no prefix, and are compared as well', () => {
  const cows = { extraManifests: [{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'cows' } }] };
  expect(refusal(fleetOf(['cows'], [{ ...spring, values: { cows } }]))).toMatch(
    /^environments\/spring\.ts: Service cows: found it twice/,
  );
});

test('two environments with one namespace on one server are refused', () => {
  const two = [spring, { ...spring, name: 'summer' }];
  expect(refusal(fleetOf(['cows'], two))).toBe(undefined);
  expect(
    refusal(fleetOf(['cows'], two, { gitops: { repository: 'https://git.example/farm.git', revision: 'main' } })),
  ).toBe(
    'main.ts: environments: found "spring" and "summer" with the namespace "farm-spring" on one server, expected ' +
      'different namespaces; change one of them',
  );
});

test('a name that no environment may have is told as a name, not as a file', () => {
  expect(
    refusal(fleetOf(['cows'], [{ ...spring, name: 'Spring_1', values: { cows: { replicaCount: 'x' } } }])),
  ).toMatch(
    /^environment "Spring_1": name: found "Spring_1", expected a DNS label.*\n\nenvironment "Spring_1": chart farm: /,
  );
});

test('values that are no plain data are told at once, each with its path', () => {
  const itself: { again?: object } = {};
  itself.again = itself;
  const wrong = { bigint: 3n, number: Number.NaN, function: () => 1, date: new Date(0), list: [undefined], itself };
  const expected =
    'expected plain data: text, a finite number, true, false, null, a list or a map; change it or remove it';
  expect(refusal(fleetOf(['cows'], [{ ...spring, values: { cows: wrong } }]))).toBe(
    [
      'environments/spring.ts: 6 problem(s) with the values',
      `values.cows.bigint: found the bigint 3n, ${expected}`,
      `values.cows.number: found NaN, ${expected}`,
      `values.cows.function: found a function, ${expected}`,
      `values.cows.date: found a Date, ${expected}`,
      `values.cows.list.0: found nothing, ${expected}`,
      `values.cows.itself.again: found a map or list that holds itself, ${expected}`,
    ].join('\n  '),
  );
  expect(refusal(fleetOf(['cows'], [{ ...spring, values: undefined as never }]))).toBe(
    'environments/spring.ts: values: found nothing, expected a map of values; write {} to override nothing',
  );
  const once = { name: 'team', value: 'a' };
  expect(
    refusal(fleetOf(['cows'], [{ ...spring, values: { cows: { extraEnvFrom: [once, once], image: undefined } } }])),
  ).toBe(undefined);
});

test('every generated file says in its first lines from which command it is', () => {
  const files = fleetFiles(compileFleet(fleetOf(['cows'], [spring])));
  // In JSON the first line is a brace.
  const silent = [...files].filter(([, text]) => !text.split('\n', 2).join('\n').includes('Generated by'));
  expect(silent.map(([path]) => path)).toEqual([]);
});

test('the JSON Schema of a declaration is generated, for services that are not written in TypeScript', () => {
  const text = fleetFiles(compileFleet(fleetOf([], []))).get('service-declaration.schema.json') as string;
  const validate = new Ajv({ strictRequired: false }).compile(JSON.parse(text));
  expect([validate(service('cows')), validate({ ...service('cows'), name: 'Cows' })]).toEqual([true, false]);
});

test('the Argo CD project admits the kinds of the charts, and the pods that these make, so that they are shown', () => {
  const gitops = { repository: 'https://git.example/farm.git', revision: 'main' };
  const text = fleetFiles(compileFleet(fleetOf(['cows'], [spring], { gitops }))).get('argocd/project.yaml') as string;
  const project = parseGoYaml(text, 'project.yaml')[0] as JsonObject;
  const admitted = fieldOf(project, '/spec/namespaceResourceWhitelist') as { group: string; kind: string }[];
  const kinds = admitted.map(({ group, kind }) => `${group}/${kind}`);
  expect(kinds).toEqual(expect.arrayContaining(['apps/Deployment', 'apps/ReplicaSet', '/Pod']));
  expect(kinds).not.toContain('/Secret');
});

test('two environments of one name do not hide what is wrong with their values', () => {
  const values = { cows: { replicaCount: 'three' } };
  const problems = refusal(fleetOf(['cows'], [spring, { ...spring, values }]));
  expect(problems).toContain('found two named "spring"');
  expect(problems).toContain('value cows.replicaCount: found "three"');
});

/** The objects of an environment's plain manifests, but for its namespace. */
function manifestsOf(fleet: Fleet, { name }: Environment): RenderedObjects {
  const folder = `manifests/${name}/`;
  const texts = [...fleetFiles(compileFleet(fleet))].filter(
    ([path]) => path.startsWith(folder) && !path.endsWith('/00-namespace.yaml'),
  );
  return RenderedObjects.parse(texts.map(([, text]) => text).join(''));
}

/** The objects of the umbrella chart with an environment's values, but for those of `helm test`. */
function installed(fleet: Fleet, { namespace, values }: Environment): RenderedObjects {
  const objects = renderChart(compileFleet(fleet).chart, {
    release: { name: fleet.name, namespace },
    values: [values as JsonObject],
  });
  const isTest = ({ metadata }: JsonObject): boolean =>
    (metadata as { annotations?: JsonObject }).annotations?.['helm.sh/hook'] === 'test';
  return new RenderedObjects(objects.filter((object) => !isTest(object)));
}

test('the manifests of a fleet in one chart are the objects of that chart', () => {
  const fleet: Fleet = {
    ...fleetOf(['cows'], [spring]),
    chart: (app, topology) => {
      const chart = new HelmChart(app, 'farm', props);
      const [declaration] = topology.services as [(typeof topology.services)[0]];
      new Microservice(chart, 'cows', { declaration, topology });
      return chart;
    },
  };
  expect(manifestsOf(fleet, spring).canonical()).toEqual(installed(fleet, spring).canonical());
  expect(manifestsOf(fleet, spring).names()).toContain('Deployment/cows');
});

test('the manifests hold every object of the umbrella chart, its own too, with names that have no prefix', () => {
  const whole = fleetOf(['cows', 'hens'], []);
  const fleet: Fleet = {
    ...whole,
    chart: (app, topology) => {
      const chart = whole.chart(app, topology);
      new DirectIngress(chart, 'direct', { declarations: topology.services });
      return chart;
    },
  };
  const values = {
    global: { directIngress: { enabled: true } },
    extraManifests: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'gate' } }],
    hens: { enabled: false, extraManifests: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'eggs' } }] },
  };
  const environment = { ...spring, values };
  const given = { ...fleet, environments: [environment] };
  const withoutPrefix = ({ all }: RenderedObjects) => {
    const text = JSON.stringify(all).replaceAll('farm-cows', 'cows');
    const plain = text.replaceAll('"app.kubernetes.io/instance":"farm"', '"app.kubernetes.io/instance":"cows"');
    return new RenderedObjects(JSON.parse(plain) as JsonObject[]).canonical();
  };
  const manifests = manifestsOf(given, environment);
  expect(withoutPrefix(manifests)).toEqual(withoutPrefix(installed(given, environment)));
  expect(manifests.names()).toEqual(
    expect.arrayContaining(['ConfigMap/gate', 'Deployment/cows', 'Ingress/farm-direct']),
  );
  expect(manifests.names().filter((name) => /hens|eggs/.test(name))).toEqual([]);
  expect(fieldOf(manifests.one('Ingress'), '/spec/rules/0/http/paths/0/backend/service/name')).toBe('cows');
});

test('Argo CD looks for the generated folder where the fleet has it', () => {
  const gitops = { repository: 'https://git.example/farm.git', revision: 'main' };
  const pathOf = (own: Partial<Fleet>) =>
    /path: (\S+)\/farm$/m.exec(
      fleetFiles(compileFleet(fleetOf([], [spring], own))).get('argocd/applications/spring.yaml') as string,
    )?.[1];
  expect(pathOf({ gitops })).toBe('deploy');
  expect(pathOf({ gitops, output: './out/farm/' })).toBe('out/farm');
  expect(pathOf({ gitops: { ...gitops, path: 'apps' }, output: '/tmp/out' })).toBe('apps');
  expect(refusal(fleetOf([], [spring], { gitops, output: '/tmp/out' }))).toBe(
    'main.ts: gitops: found no path, and output "/tmp/out", expected to know where the generated folder is in the ' +
      'repository; give `path`',
  );
});

test('what JavaScript lets out of a fleet is told, and an output that would replace more than its own', () => {
  const fleet = { ...fleetOf([], [spring]), declarations: undefined, environments: undefined, output: '' } as never;
  expect(refusal(fleet)).toBe(
    [
      'main.ts: declarations: found no list, expected one; give declarations: [...]',
      'main.ts: environments: found no list, expected one; give environments: [...]',
      'main.ts: output: found "", which is replaced as a whole, expected a folder for generated files alone; give ' +
        'another, or none to have deploy',
    ].join('\n'),
  );
  expect(refusal(fleetOf([], [null as never], { output: 5 as never }))).toMatch(
    /^main.ts: environments: found null at 0, expected .*\nmain.ts: output: found "5"/,
  );
  const valuesType = { file: 'out/values.ts', name: 'Values' };
  expect(refusal(fleetOf([], [spring], { output: 'out', valuesType }))).toBe(
    'main.ts: valuesType.file: found "out/values.ts" in out, which is replaced as a whole, expected a file elsewhere',
  );
  for (const output of ['.', '..', './', process.cwd(), '/']) {
    expect(refusal(fleetOf([], [spring], { output }))).toContain(
      `main.ts: output: found "${output}", which is replaced`,
    );
  }
  for (const output of ['out', '../out', '/tmp/out']) {
    expect(refusal(fleetOf([], [spring], { output }))).toBe(undefined);
  }
});

test('an environment without name or namespace is refused', () => {
  expect(refusal(fleetOf(['cows'], [{ values: {} } as never]))).toMatch(
    /^environment undefined: name: found nothing, expected a DNS label.*\n\nenvironment undefined: namespace: found nothing/,
  );
});
