import { alertsOf } from './alerts';
import { catalog, cellar, desk, front } from './test-fleet';

const target = ['namespace="shops"', 'service="eu-admin"'];
const always = ['ServiceDown', 'UndeclaredCommunication'];
const names = (declaration: typeof front, asked: string[] = []) =>
  alertsOf(declaration, target, (threshold) => {
    asked.push(threshold);
    return '7';
  }).map(({ alert }) => alert);

test('a service has the alerts that its declaration makes meaningful, and no other', () => {
  expect(names(front)).toEqual([...always, 'ErrorBudgetBurnsFast', 'ErrorBudgetBurns']);
  expect(names(catalog)).toEqual([
    ...always,
    'ErrorBudgetBurnsFast',
    'ErrorBudgetBurns',
    'OutboxStuck',
    'OutboxGaveUp',
  ]);
  expect(names(cellar)).toEqual([...always, 'ConsumerLags', 'DeadLetters']);
  expect(names(desk)).toEqual([
    ...always,
    'DatabasePoolExhausted',
    'OutboxStuck',
    'OutboxGaveUp',
    'ConsumerLags',
    'DeadLetters',
    'SagasOverdue',
    'SagasStuck',
  ]);
});

test('only thresholds of its own alerts are asked for', () => {
  const asked: string[] = [];
  names(cellar, asked);
  expect([...new Set(asked)]).toEqual(['consumerPending']);
});

test('every expression looks at the one service only, and its brackets match', () => {
  for (const { expr } of alertsOf(desk, target, () => '7')) {
    const selectors = expr.match(/\{[^}]*\}/g) ?? [];
    expect(selectors.length).toBeGreaterThan(0);
    for (const selector of selectors) expect(selector).toContain('namespace="shops", service="eu-admin"');
    for (const [open, close] of ['()', '[]', '{}'])
      expect(expr.split(open as string)).toHaveLength(expr.split(close as string).length);
  }
});

test('the error budget is burnt where a long and a short window agree', () => {
  const fast = alertsOf(front, target, () => '7').find(({ alert }) => alert === 'ErrorBudgetBurnsFast');
  expect(fast?.expr.match(/\[(1h|5m)\]/g)).toEqual(['[1h]', '[1h]', '[5m]', '[5m]']);
  expect(fast?.expr.match(/> 14\.4 \* 7 \/ 1000/g)).toHaveLength(2);
});
