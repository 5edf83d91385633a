import { compileFleet } from '@flotilla/constructs';
import { fleet } from '../../main';
import { checkEquivalence } from './run-equivalence';

// A share of the property that fits into every test run; `npm run test:equivalence` runs more of it.
const { chart: umbrella } = compileFleet(fleet);
const seed = 20_261_122;

describe.each([3, 4] as const)('chart and evaluation give the same objects, with Helm %i', (major) => {
  const helm = process.env[`HELM${major}`];
  const withHelm = helm === undefined ? it.skip : it;

  withHelm.each(umbrella.subcharts.map((chart) => [chart.identity.name, chart] as const))(
    'for the chart %s alone',
    async (_, chart) => {
      const report = await checkEquivalence({ chart, helm: helm as string, runs: 10, seed });
      expect(report.accepted).toBeGreaterThan(report.runs / 5);
      expect(report.neverSet).toEqual([]);
    },
    120_000,
  );

  withHelm(
    'for the umbrella chart',
    async () => {
      const report = await checkEquivalence({ chart: umbrella, helm: helm as string, runs: 6, seed });
      expect(report.accepted).toBeGreaterThan(0);
    },
    120_000,
  );
});
