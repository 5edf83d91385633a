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
import { App } from 'cdk8s';
import { chainedService } from '../chained-service';
import { jobOf } from './job';
import { Stopwatch } from './measurement';

const { services, folder } = jobOf(process.argv.slice(2));
const about = { version: '1.0.0', appVersion: '1.0.0', source: 'a benchmark' };

function write(files: Files, subfolder: string): void {
  for (const [path, text] of files) {
    const target = join(folder, subfolder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

const watch = new Stopwatch();
const declarations = services.map((name, index) => ({
  ...chainedService(name, index, services),
  database: { migrations: true },
}));
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
