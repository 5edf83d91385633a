import fc from 'fast-check';
import { z } from 'zod';
import { pageQuery, toPage } from '.';

const query = pageQuery(z.object({ id: z.number() }));
const position = (row: number) => ({ id: row });
const item = (row: number) => row;

test('following cursors gives every row once, in order, whatever the limit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 60 }), (count, limit) => {
      const rows = Array.from({ length: count }, (_, index) => index);
      const seen: number[] = [];
      let cursor: string | null | undefined;
      do {
        const asked = query.parse({ limit: String(limit), ...(cursor ? { cursor } : {}) });
        const after = asked.cursor?.id ?? -1;
        const found = rows.filter((row) => row > after).slice(0, asked.limit + 1);
        const { items, nextCursor } = toPage(found, asked.limit, position, item);
        seen.push(...items);
        cursor = nextCursor;
      } while (cursor !== null);
      expect(seen).toEqual(rows);
    }),
  );
});

test('a page without more after it has no cursor', () => {
  expect(toPage([1, 2], 2, position, item)).toEqual({ items: [1, 2], nextCursor: null });
  expect(toPage([], 2, position, item)).toEqual({ items: [], nextCursor: null });
});

test('limits have bounds and a default', () => {
  expect(query.parse({}).limit).toBe(20);
  for (const limit of ['0', '101', '1.5', 'many', '']) {
    expect(query.safeParse({ limit }).success).toBe(false);
  }
});

test.each(['', '%', 'e30', Buffer.from('{"id":"1"}').toString('base64url'), 'A'.repeat(2_000)])(
  'a cursor that was never given out is refused: %p',
  (cursor) => {
    expect(query.safeParse({ cursor }).success).toBe(false);
  },
);
