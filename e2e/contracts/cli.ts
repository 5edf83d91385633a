import { writeFileSync } from 'node:fs';
import { optionsOf } from '../../bench/options';
import { apiPage, apiPageFile } from './api-page';
import { servicesFolder } from './contract-files';
import { contracts } from './contracts';
import { generate, publish } from './publish';

const usage = `usage: npm run contracts [-- --publish]

  Writes what the contracts are: their schemas, and docs/api.md.

  --publish   also make them what others rely on; refused where it would break these
`;

const values = optionsOf(usage, { publish: { type: 'boolean' } });
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
