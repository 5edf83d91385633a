/** The same tree of cdk8s-plus constructs, all of it first, through template documents, evaluation and printer. */
import { App } from 'cdk8s';
import { jobOf } from './job';
import { l2Service } from './l2-service';
import { Stopwatch } from './measurement';
import { writeChart } from './write-chart';

const { services, folder } = jobOf(process.argv.slice(2));
const watch = new Stopwatch();
const app = new App();
const charts = services.map((name) => l2Service(app, name));
watch.lap('tree');
for (const chart of charts) writeChart(chart, folder, watch);
watch.stop();
