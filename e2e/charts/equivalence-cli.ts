import { parseArgs } from 'node:util';
import { compileFleet } from '@flotilla/constructs';
import { findHelm } from '@flotilla/constructs/testing';
import { fleet } from '../../main';
import { checkEquivalence } from './run-equivalence';

const usage = `usage: npm run test:equivalence -- [--runs 1000] [--seed S] [--chart NAME]

  --runs N       documents of values for each chart
  --seed S       what they are made from (the time); the same gives the same documents
  --chart NAME   this chart alone
`;

/** The law of the house, as often as one likes. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '1000' },
      seed: { type: 'string', default: String(Date.now() % 1e9) },
      chart: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const { chart: umbrella } = compileFleet(fleet);
  const charts = [...umbrella.subcharts, umbrella].filter(
    ({ identity }) => values.chart === undefined || identity.name === values.chart,
  );
  const { 3: helm3, 4: helm4 } = findHelm('.cache');
  if (helm3 === undefined || helm4 === undefined) {
    process.stderr.write('found no Helm 3 and 4, and no Go to build them with\n');
    return 2;
  }
  let failed = 0;
  for (const chart of charts) {
    const place = `chart ${chart.identity.name}`;
    try {
      const report = await checkEquivalence({
        chart,
        helms: [helm3, helm4],
        runs: Number(values.runs),
        seed: Number(values.seed),
      });
      const covered = report.neverSet.length === 0 ? 'all values set' : `never set: ${report.neverSet.join(', ')}`;
      process.stdout.write(
        `${place}: ${report.runs} documents with each Helm, ${report.accepted} rendered, the rest refused by all; ${covered}\n`,
      );
      if (report.neverSet.length > 0) failed++;
    } catch (error) {
      process.stdout.write(`${place}: ${(error as Error).message}\n`);
      failed++;
    }
  }
  return failed === 0 ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error & { code?: string }) => {
    const told = error.code?.startsWith('ERR_PARSE_ARGS') ? `${error.message}\n${usage}` : `${error.stack}\n`;
    process.stderr.write(`test:equivalence: ${told}`);
    process.exitCode = 2;
  },
);
