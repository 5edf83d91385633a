import { catalog, render, serviceChart } from './test-fleet';

const chart = serviceChart(catalog);

test('a pause before the signal that leaves the runtime no time to drain is refused', () => {
  const shutdown = (preStopSeconds: number, terminationGracePeriodSeconds: number) => () =>
    render(chart, { preStopSeconds, terminationGracePeriodSeconds });
  expect(shutdown(35, 45)).not.toThrow();
  expect(shutdown(36, 45)).toThrow(
    'value preStopSeconds: found 36, expected at most terminationGracePeriodSeconds, which is 45, less 10',
  );
});
