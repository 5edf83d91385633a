import { RetryBudget } from './retry-budget';

describe('a retry budget', () => {
  const begin = (budget: RetryBudget, calls: number) => Array.from({ length: calls }, () => budget.begin());

  test('lets a share of the calls in flight be repeated, and no more', () => {
    const calls = begin(new RetryBudget(0.2), 50);
    expect(calls.filter((call) => call.mayRetry())).toHaveLength(10);
  });

  test('lets a few calls be repeated however few there are', () => {
    const calls = begin(new RetryBudget(0.2), 4);
    expect(calls.filter((call) => call.mayRetry())).toHaveLength(3);
  });

  test('of nothing lets nothing be repeated', () => {
    expect(new RetryBudget(0).begin().mayRetry()).toBe(false);
  });

  test('gives the place of a call that ended to another, and counts a call once however often it is repeated', () => {
    const calls = begin(new RetryBudget(0.01), 5);
    const mayRetry = () => calls.map((call) => call.mayRetry());
    expect([mayRetry(), mayRetry()]).toEqual(Array(2).fill([true, true, true, false, false]));
    calls[0]!.end();
    expect(calls.slice(3).map((call) => call.mayRetry())).toEqual([true, false]);
  });
});
