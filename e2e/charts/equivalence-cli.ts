import { compileFleet } from '@flotilla/constructs';
import { findHelm } from '@flotilla/constructs/testing';
import { optionsOf } from '../../bench/options';
import { fleet } from '../../main';
import { checkEquivalence } from './run-equivalence';

const usage = `usage: npm run test:equivalence -- [--runs 1000] [--seed S] [--chart NAME]

  --runs N       documents of values for each chart
  --seed S       what they are made from (the time); the same gives the same documents
  --chart NAME   this chart alone
`;

/** The law of the house, as often as one likes. */
async function main(): Promise<number> {
  const {
    runs,
    seed,
    chart: only,
  } = optionsOf(usage, {
    runs: { type: 'integer', default: '1000' },
    seed: { type: 'integer', default: String(Date.now() % 1e9), minimum: 0 },
    chart: { type: 'string' },
  });
  const { chart: umbrella } = compileFleet(fleet);
  const all = [...umbrella.subcharts, umbrella];
  const charts = all.filter(({ identity }) => only === undefined || identity.name === only);
  if (charts.length === 0) {
    const names = all.map(({ identity }) => identity.name).join(', ');
    process.stderr.write(`--chart: found "${only}", expected one of ${names}; correct it\n${usage}`);
    return 2;
  }
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
        runs,
        seed,
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
  (error: Error) => {
    process.stderr.write(`test:equivalence: ${error.stack}\n`);
    process.exitCode = 2;
  },
);
