import fc from 'fast-check';
import { openShop, type Shop } from '../testing/shop';

interface Found {
  readonly id: string;
  readonly name: string;
  readonly price: { readonly amount: number };
}

interface FoundPage {
  readonly items: Found[];
  readonly nextCursor: string | null;
}

let shop: Shop;

/** Names and prices with many ties, so that the order depends on the ids too. */
const names = ['Äpfel', 'apple', 'Banana', 'cherry', 'cherry', 'Date', 'date', 'date'];
const count = 48;

beforeAll(async () => {
  shop = await openShop();
  const fruit = Array.from({ length: count }, (_, n) =>
    shop.add({
      sku: `FRUIT-${n}`,
      name: names[n % names.length]!,
      description: n % 2 === 0 ? 'Sweet and round' : 'Sour',
      price: { amount: (n % 5) * 100, currency: 'EUR' },
      tags: n % 3 === 0 ? ['fresh', 'sale'] : ['fresh'],
    }),
  );
  await Promise.all(fruit);
});

afterAll(() => shop.close());

async function search(query: string): Promise<FoundPage> {
  const { status, body } = await shop.call<FoundPage>('GET', `/products?${query}`);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body;
}

async function all(query: string, limit = 100): Promise<Found[]> {
  const found: Found[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: FoundPage = await search(`${query}&limit=${limit}${cursor && `&cursor=${cursor}`}`);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    found.push(...page.items);
    cursor = page.nextCursor;
  }
  return found;
}

test.each(['newest', 'name', 'price', '-price'])(
  'sorted by %s every product comes once, whatever the size of the pages',
  async (sort) => {
    const whole = await all(`sort=${sort}`);
    expect(new Set(whole.map(({ id }) => id)).size).toBe(count);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 5, max: count + 1 }), async (limit) => {
        expect(await all(`sort=${sort}`, limit)).toEqual(whole);
      }),
      { numRuns: 4 },
    );
  },
);

test('lists are sorted as they are asked for', async () => {
  const prices = (found: readonly Found[]) => found.map(({ price }) => price.amount);
  expect(prices(await all('sort=price'))).toEqual(prices(await all('sort=price')).toSorted((a, b) => a - b));
  expect(prices(await all('sort=-price'))).toEqual(prices(await all('sort=price')).toReversed());
  const ids = (await all('')).map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted().reverse());
  expect([...new Set((await all('sort=name')).map(({ name }) => name.toLowerCase()))]).toEqual([
    ...['äpfel', 'apple', 'banana', 'cherry', 'date'],
  ]);
});

test('what is added behind the reader is not seen, and moves nothing', async () => {
  const first = await search('sort=newest&limit=10');
  await shop.add({ name: 'Newcomer', sku: 'NEWCOMER', price: { amount: 1, currency: 'EUR' } });
  const second = await search(`sort=newest&limit=10&cursor=${first.nextCursor}`);
  const ids = [...first.items, ...second.items].map(({ id }) => id);
  expect(new Set(ids).size).toBe(20);
  expect(second.items.map(({ name }) => name)).not.toContain('Newcomer');
});

test.each([
  ['q=SWEET', 24],
  ['q=swee', 24],
  ['q=sweet+banana', 6],
  ['q=apfel', 6],
  ['q=%C3%84PFEL', 6],
  ['q=fruit-7', 1],
  ['q=weet', 0],
  ['q=!!!', 0],
  ['q=%27+%3A*+%26+%7C+!+(', 0],
  ['tag=sale', 16],
  ['tag=sal', 0],
  ['minPrice=400', 9],
  ['maxPrice=0', 10],
  ['minPrice=100&maxPrice=200', 20],
  ['minPrice=200&maxPrice=100', 0],
  ['status=archived', 0],
  ['q=sour&tag=sale&minPrice=100&maxPrice=300&sort=-price', 4],
])('%s finds %i products, on pages of any size', async (query, expected) => {
  expect(await all(query)).toHaveLength(expected);
  expect(await all(query, 3)).toHaveLength(expected);
});

const anyId = '01900000-0000-7000-8000-000000000000';
const cursorOf = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString('base64url');

test.each([
  ['query.limit', 'limit=0'],
  ['query.limit', 'limit=101'],
  ['query.limit', 'limit=many'],
  ['query.q', 'q='],
  ['query.q', 'q=a&q=b'],
  ['query.q', `q=${'a'.repeat(201)}`],
  ['query.tag', `tag=${'a'.repeat(33)}`],
  ['query.status', 'status=gone'],
  ['query.sort', 'sort=random'],
  ['query.minPrice', 'minPrice=-1'],
  ['query.maxPrice', 'maxPrice=1e10'],
  ['query.maxPrice', 'maxPrice='],
  ['query.cursor', 'cursor=nonsense'],
  ['query.cursor.id', `cursor=${cursorOf({ value: 1, id: 'x' })}`],
  ['query.cursor', `cursor=${cursorOf({ value: 1, id: anyId })}`],
  ['query.cursor', `sort=name&cursor=${cursorOf({ value: 1, id: anyId })}`],
  ['query.cursor', `sort=name&cursor=${cursorOf({ value: 'a\0', id: anyId })}`],
  ['query.cursor', `sort=name&cursor=${cursorOf({ value: 'a\ud800', id: anyId })}`],
  ['query.cursor', `sort=price&cursor=${cursorOf({ value: 'a', id: anyId })}`],
  ['query.cursor', `sort=price&cursor=${cursorOf({ value: 1e12, id: anyId })}`],
  ['query.cursor', `sort=-price&cursor=${cursorOf({ value: 1.5, id: anyId })}`],
])('%s is refused: %s', async (path, query) => {
  expect(await shop.call('GET', `/products?${query}`)).toMatchObject({
    status: 400,
    body: { code: 'validation-failed', errors: [{ path }] },
  });
});
