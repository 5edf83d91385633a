import { uuidV7Generator } from './uuid-v7';

describe('UUID version 7', () => {
  test('carries the time, the version and the variant', () => {
    const id = uuidV7Generator(() => Date.UTC(2022, 1, 22, 19, 22, 22))();
    expect(id).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('sorts in the order of making, within a millisecond and when the clock steps back', () => {
    let now = 1_700_000_000_000;
    const next = uuidV7Generator(() => now);
    const ids = Array.from({ length: 20_000 }, (_, index) => {
      now += index === 10_000 ? -5_000 : 0;
      return next();
    });
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
