import { LocalQuota } from './local-quota';
import { rateLimitHeaders, retryAfter } from './rate-limit-headers';
import { Recent } from './recent';

test('a client that waits gets its quota back, piece by piece', () => {
  let now = 1_000;
  const quota = new LocalQuota({ name: 'default', perMinute: 2 }, () => now);
  expect([1, 2, 3].map(() => quota.take('a').admitted)).toEqual([true, true, false]);
  now += 29_000;
  expect(quota.take('a').admitted).toBe(false);
  now += 1_000;
  expect([1, 2].map(() => quota.take('a').admitted)).toEqual([true, false]);
});

test('a flood of ever new clients takes no more memory than was given to it', () => {
  const recent = new Recent<number>(100);
  for (let client = 0; client < 10_000; client += 1) {
    recent.set(String(client), client);
    recent.set('regular', client);
  }
  expect(recent.size).toBe(100);
  expect(recent.get('regular')).toBe(9_999);
  expect(recent.get('1')).toBeUndefined();
});

test('clients are told their quota, what is left of it, and when to come back', () => {
  let now = 0;
  const quota = new LocalQuota({ name: 'default', perMinute: 6 }, () => now);
  now = 1_000;
  const standings = Array.from({ length: 7 }, () => quota.take('a'));
  expect(rateLimitHeaders([standings[0]!])).toEqual({ policy: '"default";q=6;w=60', state: '"default";r=5;t=10' });
  expect(rateLimitHeaders([standings[6]!]).state).toBe('"default";r=0;t=60');
  expect(retryAfter(standings[6]!)).toBe('10');
});
