import { optionsOf } from '../../bench/options';
import { definitionsFolder } from '../charts/analysers/custom-resource-definitions';

const usage = `usage: npm run e2e:cluster:prepare

  Fetches what the suites on a cluster need from the internet, for clusters whose network has no way there: run it
  outside, then the suites inside. Everything else that they need, \`npm test\` has fetched.
`;

optionsOf(usage, {});
process.stdout.write(`${definitionsFolder()}\n`);
