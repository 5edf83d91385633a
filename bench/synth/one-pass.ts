/** The same tree of cdk8s-plus constructs, through template documents, evaluation and printer. */
import { writeFileSync } from 'node:fs';
import { evaluateDocuments, Printer, synthesize } from '@flotilla/constructs';
import { App } from 'cdk8s';
import { jobOf } from './job';
import { l2Service } from './l2-service';
import { Stopwatch } from './measurement';

const { services, folder } = jobOf(process.argv.slice(2));
const watch = new Stopwatch();
const app = new App();
const charts = services.map((name) => l2Service(app, name));
watch.lap('tree');
for (const chart of charts) {
  const name = chart.node.id;
  const documents = synthesize(chart);
  watch.lap('synthesize');
  const objects = evaluateDocuments(documents, {
    values: {},
    release: { name, namespace: 'shop' },
    chart: { name, version: '1.0.0', appVersion: '1.0.0' },
  });
  watch.lap('evaluate');
  const text = objects.map((object) => Printer.plain(object)).join('---\n');
  watch.lap('print');
  writeFileSync(`${folder}/${name}.k8s.yaml`, text);
  watch.lap('write');
}
watch.stop();
