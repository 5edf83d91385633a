import { catalog, expectHelmToAgree, render, serviceChart, testWithHelm } from './test-fleet';

const chart = serviceChart(catalog);
const budget = (maxUnavailable: unknown) =>
  render(chart, { podDisruptionBudget: { maxUnavailable } } as never).one('PodDisruptionBudget').spec as object as {
    maxUnavailable: unknown;
  };

test('a drain may take so many pods, or a share of them', () => {
  expect(budget(2).maxUnavailable).toBe(2);
  expect(budget('25%').maxUnavailable).toBe('25%');
});

test('a budget that would block every drain is refused', () => {
  for (const none of [0, '0%', '25', null])
    expect(() => budget(none)).toThrow('value podDisruptionBudget.maxUnavailable');
});

testWithHelm('Helm gives the same objects', () => {
  expectHelmToAgree(chart, [{}, { podDisruptionBudget: { maxUnavailable: '25%' } }]);
});
