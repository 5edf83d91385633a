import fc from 'fast-check';
import { admit, costMs, remaining, waitMs } from './quota';

const quotas = fc.integer({ min: 1, max: 300 }).map((perMinute) => ({ name: 'q', perMinute }));

test('a new client may spend its whole quota at once, and nothing more', () => {
  fc.assert(
    fc.property(quotas, fc.double({ min: 0, max: 1e9, noNaN: true }), (quota, now) => {
      let replenishedAt = 0;
      for (let spent = 0; spent < quota.perMinute; spent += 1) {
        const answer = admit(quota, replenishedAt, now);
        expect(answer.admitted).toBe(true);
        replenishedAt = answer.replenishedAt;
      }
      expect(admit(quota, replenishedAt, now).admitted).toBe(false);
    }),
    { numRuns: 30 },
  );
});

test('whatever the times, no minute sees more than twice the quota, and all of them no more than time has brought', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }).map((perMinute) => ({ name: 'q', perMinute })),
      fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 300 }),
      (quota, pauses) => {
        let now = 1_000_000;
        let replenishedAt = 0;
        const admitted: number[] = [];
        for (const pause of pauses) {
          now += pause;
          const answer = admit(quota, replenishedAt, now);
          replenishedAt = answer.replenishedAt;
          if (answer.admitted) {
            admitted.push(now);
          }
        }
        const elapsed = now - 1_000_000;
        expect(admitted.length).toBeLessThanOrEqual(quota.perMinute + elapsed / costMs(quota) + 1);
        for (const start of admitted) {
          const within = admitted.filter((at) => at >= start && at < start + 60_000).length;
          expect(within).toBeLessThanOrEqual(2 * quota.perMinute);
        }
      },
    ),
  );
});

test('what a client is told comes true: so many requests are left, and the next is admitted after the wait', () => {
  fc.assert(
    fc.property(quotas, fc.integer({ min: 0, max: 60_000 }), (quota, debtMs) => {
      const now = 500_000;
      const standing = { quota, admitted: true, debtMs };
      let replenishedAt = now + debtMs;
      for (let left = remaining(standing); left > 0; left -= 1) {
        const answer = admit(quota, replenishedAt, now);
        expect(answer.admitted).toBe(true);
        replenishedAt = answer.replenishedAt;
      }
      expect(admit(quota, replenishedAt, now).admitted).toBe(false);
      const wait = waitMs({ quota, admitted: false, debtMs: replenishedAt - now });
      expect(admit(quota, replenishedAt, now + wait).admitted).toBe(true);
    }),
    { numRuns: 50 },
  );
});
