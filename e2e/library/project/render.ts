import { readFileSync } from 'node:fs';
import { chartRenderer } from '@flotilla/constructs/testing';
import { App } from 'cdk8s';
import { parcels } from './chart';

const [release, namespace, values] = process.argv.slice(2) as [string, string, string];
const renderChart = chartRenderer(parcels(new App()), { name: release, namespace });
process.stdout.write(JSON.stringify(renderChart(JSON.parse(readFileSync(values, 'utf8'))).all));
