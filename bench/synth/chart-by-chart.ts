/** The same charts, each built, written and forgotten before the next: what a fleet of independent charts can do. */
import { App } from 'cdk8s';
import { jobOf } from './job';
import { l2Service } from './l2-service';
import { Stopwatch } from './measurement';
import { writeChart } from './write-chart';

const { services, folder } = jobOf(process.argv.slice(2));
const watch = new Stopwatch();
for (const name of services) {
  const chart = l2Service(new App(), name);
  watch.lap('tree');
  writeChart(chart, folder, watch);
}
watch.stop();
