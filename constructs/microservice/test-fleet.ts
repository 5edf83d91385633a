import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App } from 'cdk8s';
import type { ServiceDeclaration } from '../declaration';
import { type CompiledChart, chartFiles, compileChart, HelmChart, renderChart } from '../helm';
import type { JsonObject } from '../template';
import { helmTemplate, RenderedObjects } from '../testing';
import { topologyOf } from '../topology';
import { Microservice, type MicroserviceProps } from './microservice';

/** A small fleet for the tests of this folder: front forwards to catalog, desk calls it, nobody calls cellar. */
const http = { port: 3000, adminPort: 9090 };

export const front: ServiceDeclaration = {
  name: 'front',
  description: 'The door.',
  http: { ...http, routes: [{ method: 'GET', path: '/docs', access: 'public' }] },
  config: { TOKEN_KEYS: { type: 'string', secret: { name: 'tokens', key: 'public' }, description: 'Keys.' } },
  calls: {},
  forwards: { catalog: {} },
  publishes: {},
  subscribes: {},
};

export const catalog: ServiceDeclaration = {
  name: 'catalog',
  description: 'What there is.',
  http: {
    ...http,
    routes: [
      { method: 'GET', path: '/catalog', access: 'public' },
      { method: 'GET', path: '/catalog/{id}', access: 'public' },
      { method: 'DELETE', path: '/catalog/{id}', access: 'user' },
    ],
    operations: { quote: { method: 'POST', path: '/internal/quote', description: 'Prices.' } },
  },
  config: {},
  calls: {},
  publishes: { 'catalog.v1.item.changed': { version: 1, schema: 'ItemChanged', description: 'Something changed.' } },
  subscribes: {},
};

export const desk: ServiceDeclaration = {
  name: 'desk',
  description: 'Takes orders.',
  http: { ...http, routes: [] },
  database: { migrations: false },
  config: { SIGNATURE: { type: 'string', secret: { name: 'desk', key: 'signature' }, description: 'Signature.' } },
  calls: { catalog: { operations: ['quote'], timeoutMs: 1_500 } },
  publishes: {},
  subscribes: { 'catalog.v1.item.changed': { version: 1 } },
  sends: { cellar: ['fetch'] },
  jobs: {
    'close-day': { description: 'Closes the day.', schedule: '5 0 * * *', args: ['close-day.js', '--yesterday'] },
  },
};

export const cellar: ServiceDeclaration = {
  name: 'cellar',
  description: 'Keeps things.',
  http: { ...http, routes: [] },
  config: {},
  calls: {},
  publishes: {},
  subscribes: {},
  handles: { fetch: { version: 1, schema: 'Fetch', description: 'Bring it.' } },
};

const fleet = [front, catalog, desk, cellar];
export const chartProps = { version: '1.0.0', appVersion: '1.0', description: 'Of a test.', source: 'a test' };

/** A chart with one of the services, or with another declaration in its place. */
export function serviceChart(declaration: ServiceDeclaration, props: Partial<MicroserviceProps> = {}): CompiledChart {
  return compileChart(helmChart(declaration, props));
}

function helmChart(declaration: ServiceDeclaration, props: Partial<MicroserviceProps> = {}): HelmChart {
  const topology = topologyOf(fleet.map((known) => (known.name === declaration.name ? declaration : known)));
  const chart = new HelmChart(new App(), declaration.name, chartProps);
  new Microservice(chart, declaration.name, { declaration, topology, ...props });
  return chart;
}

/** An umbrella chart over some of the services, with whatever a test puts in. */
export function umbrellaChart(
  fill: (chart: HelmChart) => void,
  services: readonly ServiceDeclaration[] = [],
): CompiledChart {
  const subcharts = services.map((declaration) => helmChart(declaration));
  const chart = new HelmChart(new App(), 'shop', { ...chartProps, subcharts });
  fill(chart);
  return compileChart(chart);
}

export const release = { name: 'eu', namespace: 'shops' };

/** The objects of a chart, without Helm. */
export function render(chart: CompiledChart, values: JsonObject = {}): RenderedObjects {
  return new RenderedObjects(renderChart(chart, { release, values: [values] }));
}

const helms = [process.env.HELM3, process.env.HELM4].filter((helm) => helm !== undefined);

/** A test that needs Helm; skipped where there is none, which the set-up of the suites says and CI refuses. */
export const testWithHelm = helms.length === 2 ? test : test.skip;

/** Asserts that Helm 3 and Helm 4 print, for each of the values, the objects that `render` gives. */
export function expectHelmToAgree(chart: CompiledChart, documents: readonly JsonObject[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-chart-'));
  try {
    for (const [path, text] of chartFiles(chart)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    for (const values of documents) {
      const file = join(folder, 'test.json');
      writeFileSync(file, JSON.stringify(values));
      for (const helm of helms) {
        const printed = helmTemplate(helm, {
          chart: folder,
          release: release.name,
          namespace: release.namespace,
          values: [file],
        });
        expect(printed.ok ? '' : printed.output).toBe('');
        expect(RenderedObjects.parse(printed.output).canonical()).toEqual(render(chart, values).canonical());
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
