/** The whole pattern: a chart with values for each service, its files, and the manifests of one environment. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  chartFiles,
  compileChart,
  type Files,
  HelmChart,
  Microservice,
  manifestFiles,
  topologyOf,
} from '@flotilla/constructs';
import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { App } from 'cdk8s';
import { jobOf } from './job';
import { Stopwatch } from './measurement';

const { services, folder } = jobOf(process.argv.slice(2));
const about = { version: '1.0.0', appVersion: '1.0.0', source: 'a benchmark' };

/** A service that calls the one declared before it. */
function declarationOf(name: string, index: number): ServiceDeclaration {
  const callee = services[index - 1];
  return {
    name,
    description: `Service ${index} of a benchmark.`,
    http: {
      port: 3000,
      adminPort: 9090,
      routes: [{ method: 'GET', path: `/${name}`, access: 'user' }],
      operations: { quote: { method: 'POST', path: '/internal/quote', description: 'Prices.' } },
    },
    database: { migrations: true },
    config: { STEP_SECONDS: { type: 'integer', default: 60, minimum: 2, maximum: 3_600, description: 'A step.' } },
    calls: callee === undefined ? {} : { [callee]: ['quote'] },
    publishes: {
      [`${name}.v1.thing.changed`]: { version: 1, schema: 'ThingChanged', description: 'Something changed.' },
    },
    subscribes: callee === undefined ? {} : { [`${callee}.v1.thing.changed`]: { version: 1 } },
  };
}

function write(files: Files, subfolder: string): void {
  for (const [path, text] of files) {
    const target = join(folder, subfolder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

const watch = new Stopwatch();
const declarations = services.map(declarationOf);
const topology = topologyOf(declarations);
watch.lap('topology');
const app = new App();
const subcharts = declarations.map((declaration) => {
  const chart = new HelmChart(app, declaration.name, { ...about, description: declaration.description });
  new Microservice(chart, declaration.name, { declaration, topology });
  return chart;
});
const umbrella = new HelmChart(app, 'fleet', { ...about, description: 'A fleet.', subcharts });
watch.lap('tree');
const compiled = compileChart(umbrella);
watch.lap('compile');
const chart = chartFiles(compiled);
watch.lap('chart');
const manifests = manifestFiles(compiled, { name: 'local', namespace: 'shop', values: {} }, 'Generated.');
watch.lap('manifests');
write(chart, 'chart');
write(manifests, 'manifests');
watch.lap('write');
watch.stop();
