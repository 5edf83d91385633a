import { join } from 'node:path';
import type { JsonObject } from '@flotilla/constructs';
import { fieldOf, helmTemplate, RenderedObjects } from '@flotilla/constructs/testing';
import { testWithHelm } from '../charts/test-with-helm';
import { withoutTests } from '../charts/without-tests';
import { EmptyProject } from './empty-project';

const project = new EmptyProject();
beforeAll(() => {
  project.install();
  project.compile();
  project.node('out/synth.js');
}, 300_000);
afterAll(() => project.remove());

/** What the library renders in the project, by its own account. */
function rendered(release: string, namespace: string, values: JsonObject): RenderedObjects {
  const file = project.write('values.json', JSON.stringify(values));
  return new RenderedObjects(JSON.parse(project.node('out/render.js', release, namespace, file)) as JsonObject[]);
}

const manyValues: JsonObject = {
  replicaCount: 4,
  autoscaling: { enabled: false },
  config: { carrierTimeout: 5_000 },
  podLabels: { tier: 'yes' },
  tolerations: [{ key: 'spot', operator: 'Exists' }],
  nodeSelector: { 'kubernetes.io/arch': 'arm64' },
};

test('the package holds compiled files with their types, and nothing else', () => {
  expect(project.packed).toEqual(
    expect.arrayContaining([
      'package/LICENSE',
      'package/README.md',
      'package/dist/declaration/index.d.ts',
      'package/dist/index.js',
      'package/dist/testing/index.js',
      'package/package.json',
    ]),
  );
  const others = project.packed.filter(
    (path) => !/^package\/(dist\/.*\.(d\.ts|js)|[A-Za-z]+\.(md|json)|LICENSE)$/.test(path),
  );
  expect(others).toEqual([]);
  expect(project.packed.filter((path) => /test-fleet|test-platform|\.test\.|topology\/testing/.test(path))).toEqual([]);
});

test('its types are understood without those of Node.js', () => {
  project.write('types.ts', "export * from '@flotilla/constructs';\nexport * from '@flotilla/constructs/testing';\n");
  expect(() => project.compile('types.ts', [])).not.toThrow();
});

test('a stock app.synth() gives the YAML that the chart renders with its defaults, but for helm test', () => {
  const synthesized = RenderedObjects.parse(project.read('manifests/parcels.k8s.yaml'));
  const installed = withoutTests(rendered('parcels', 'default', {}).all);
  expect(synthesized.canonical()).toEqual(new RenderedObjects(installed).canonical());
  expect(fieldOf(synthesized.one('Deployment'), '/spec/template/spec/hostname')).toBe('parcels');
});

test('plain JavaScript and a chart of the author are enough', () => {
  project.node('plain.js');
  const objects = RenderedObjects.parse(project.read('plain/letters.k8s.yaml'));
  expect(fieldOf(objects.one('Deployment', 'letters'), '/metadata/annotations')).toMatchObject({
    'post.example/owner': 'mail',
  });
  expect(objects.names()).toEqual(expect.arrayContaining(['NetworkPolicy/letters', 'Service/letters']));
});

test('several services share a chart with the broker that knows them all, by a program of the author', () => {
  expect(project.node('out/post.js')).toMatch(/^deploy: \d+ files, written$/m);
  const objects = RenderedObjects.parse(project.node('out/post.js', 'render', 'post'));
  expect(objects.names()).toEqual(
    expect.arrayContaining(['Deployment/parcels', 'Deployment/stamp-shop', 'StatefulSet/nats']),
  );
  const config = objects.ofKind('ConfigMap').map((object) => JSON.stringify(object.data));
  expect(config.some((data) => data.includes('$NKEY_STAMP_SHOP') && data.includes('parcels.v1.parcel.delivered'))).toBe(
    true,
  );
  expect(JSON.stringify(objects.ofKind('Job'))).toContain('post/provisioner:0.1.0');

  const manifests = RenderedObjects.parse(project.read('deploy/manifests/production/10-post.yaml'));
  const values = project.path + '/deploy/environments/production/values.yaml';
  const installed = RenderedObjects.parse(project.node('out/post.js', 'render', 'post', '-n', 'post', '-f', values));
  expect(manifests.canonical()).toEqual(new RenderedObjects(withoutTests(installed.all)).canonical());
});

test("the testing API works with Node's own test runner", () => {
  expect(project.node('--test', 'out/chart-test.js')).toMatch(/pass 2\n/);
});

testWithHelm('the chart installs elsewhere and gives what the library renders', (helm) => {
  for (const values of [{}, manyValues]) {
    const expected = rendered('north', 'post', values);
    const { ok, output } = helmTemplate(helm, {
      chart: join(project.path, 'parcels'),
      release: 'north',
      namespace: 'post',
      values: [project.write('helm-values.json', JSON.stringify(values))],
    });
    expect(ok ? '' : output).toBe('');
    expect(RenderedObjects.parse(output).canonical()).toEqual(expected.canonical());
    expect(expected.names()).toContain('Deployment/north-parcels');
  }
});
