import { definitionsFolder } from '../charts/analysers/custom-resource-definitions';

/**
 * Fetches what these suites need from the internet, for clusters whose network has no way there: run it outside, then
 * the suites inside. Everything else that they need, `npm test` has fetched.
 */
process.stdout.write(`${definitionsFolder()}\n`);
