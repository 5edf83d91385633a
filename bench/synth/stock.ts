/** A tree of cdk8s-plus constructs, synthesized by cdk8s itself. */
import { App } from 'cdk8s';
import { jobOf } from './job';
import { l2Service } from './l2-service';
import { Stopwatch } from './measurement';

const { services, folder } = jobOf(process.argv.slice(2));
const watch = new Stopwatch();
const app = new App({ outdir: folder });
for (const name of services) l2Service(app, name);
watch.lap('tree');
app.synth();
watch.lap('app.synth');
watch.stop();
