import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { apiPage, apiPageFile } from './api-page';
import { servicesFolder } from './contract-files';
import { contracts } from './contracts';
import { generate, publish } from './publish';

/** `npm run contracts` writes what the contracts are; with `--publish` it also makes them what others rely on. */
const { values } = parseArgs({ options: { publish: { type: 'boolean', default: false } } });
generate(servicesFolder, contracts);
writeFileSync(apiPageFile, apiPage(contracts));
try {
  if (values.publish) {
    publish(servicesFolder, contracts);
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
