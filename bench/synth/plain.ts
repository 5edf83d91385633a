/** Plain objects, printed by the package `yaml`. */
import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { jobOf } from './job';
import { Stopwatch } from './measurement';
import { plainService } from './plain-service';

const { services, folder } = jobOf(process.argv.slice(2));
const watch = new Stopwatch();
const fleet = services.map((name) => ({ name, objects: plainService(name) }));
watch.lap('tree');
for (const { name, objects } of fleet) {
  const text = objects.map((object) => stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 })).join('---\n');
  watch.lap('print');
  writeFileSync(`${folder}/${name}.k8s.yaml`, text);
  watch.lap('write');
}
watch.stop();
