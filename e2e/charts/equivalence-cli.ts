import { parseArgs } from 'node:util';
import { compileFleet } from '@flotilla/constructs';
import { findHelm } from '@flotilla/constructs/testing';
import { fleet } from '../../main';
import { checkEquivalence } from './run-equivalence';

/** `npm run test:equivalence -- --runs N --seed S [--chart NAME]`: the law of the house, as often as one likes. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '1000' },
      seed: { type: 'string', default: String(Date.now() % 1e9) },
      chart: { type: 'string' },
    },
  });
  const { chart: umbrella } = compileFleet(fleet);
  const charts = [...umbrella.subcharts, umbrella].filter(
    ({ identity }) => values.chart === undefined || identity.name === values.chart,
  );
  const helms = findHelm('.cache');
  let failed = 0;
  for (const major of [3, 4] as const) {
    const helm = helms[major];
    if (helm === undefined) {
      process.stderr.write(`Helm ${major}: not found, and no Go to build it with\n`);
      failed++;
      continue;
    }
    for (const chart of charts) {
      const place = `Helm ${major}, chart ${chart.identity.name}`;
      try {
        const report = await checkEquivalence({ chart, helm, runs: Number(values.runs), seed: Number(values.seed) });
        const covered = report.neverSet.length === 0 ? 'all values set' : `never set: ${report.neverSet.join(', ')}`;
        process.stdout.write(
          `${place}: ${report.runs} runs, ${report.accepted} rendered by both, the rest refused by both; ${covered}\n`,
        );
        if (report.neverSet.length > 0) failed++;
      } catch (error) {
        process.stdout.write(`${place}: ${(error as Error).message}\n${String((error as Error).cause ?? '')}\n`);
        failed++;
      }
    }
  }
  return failed === 0 ? 0 : 1;
}

main().then((code) => {
  process.exitCode = code;
});
