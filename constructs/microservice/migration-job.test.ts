import { desk, render, serviceChart } from './test-fleet';

const chart = serviceChart({ ...desk, database: { migrations: true } });

test('without migrations there is no network policy for their pods', () => {
  const policies = (enabled: boolean) =>
    render(chart, { migration: { enabled } })
      .names()
      .filter((name) => name === 'NetworkPolicy/eu-desk-migration');
  expect(policies(true)).toHaveLength(1);
  expect(policies(false)).toEqual([]);
});
