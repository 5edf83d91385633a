import { writeFileSync } from 'node:fs';
import { evaluateDocuments, Printer, synthesize } from '@flotilla/constructs';
import type { Chart } from 'cdk8s';
import type { Stopwatch } from './measurement';

/** A chart through template documents, evaluation and printer into a file. */
export function writeChart(chart: Chart, folder: string, watch: Stopwatch): void {
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
