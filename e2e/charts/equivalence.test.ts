import { compileFleet } from '@flotilla/constructs';
import { fleet } from '../../main';
import { checkEquivalence } from './run-equivalence';

// A share of the property that fits into every test run; `npm run test:equivalence` runs more of it.
const { chart: umbrella } = compileFleet(fleet);
const seed = 20_261_122;
const helms = [process.env.HELM3, process.env.HELM4].filter((helm) => helm !== undefined);
// At the same time: much of it is waiting for Helm.
const withHelm = helms.length === 2 ? it.concurrent : it.skip;

describe('the chart and the evaluation give the same objects, with Helm 3 and 4', () => {
  withHelm.each(umbrella.subcharts.map((chart) => [chart.identity.name, chart] as const))(
    'for the chart %s alone',
    async (_, chart) => {
      const report = await checkEquivalence({ chart, helms, runs: 6, seed });
      expect(report.accepted).toBeGreaterThan(report.runs / 2);
      expect(report.neverSet).toEqual([]);
    },
    240_000,
  );

  withHelm(
    'for the umbrella chart',
    async () => {
      const report = await checkEquivalence({ chart: umbrella, helms, runs: 6, seed, untilCovered: false });
      expect(report.accepted).toBeGreaterThan(0);
    },
    240_000,
  );
});
