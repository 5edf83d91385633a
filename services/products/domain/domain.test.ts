import fc from 'fast-check';
import { changedProduct, newProduct } from './product';
import { sortKeyOf, wordsOf } from './search-text';
import { adjusted, onHandLimit } from './stock';

describe('an adjustment', () => {
  const stock = { supplied: 10, reserved: 4, sold: 3 };

  test('brings pieces in and takes them out, down to those that are reserved', () => {
    expect(adjusted(stock, 5)).toEqual({ ...stock, supplied: 15 });
    expect(adjusted(stock, -3)).toEqual({ ...stock, supplied: 7 });
    expect(adjusted(stock, -4)).toBe('below-reserved');
  });

  test('fills the shelf up to its limit, and may always take out', () => {
    expect(adjusted(stock, onHandLimit - 7)).toMatchObject({ supplied: onHandLimit + 3 });
    expect(adjusted(stock, onHandLimit - 6)).toBe('above-limit');
    expect(adjusted({ ...stock, supplied: onHandLimit + 100 }, -1)).toMatchObject({ supplied: onHandLimit + 99 });
  });
});

describe('a product', () => {
  const product = newProduct('id', {
    sku: 'MUG-1',
    name: 'Mug',
    description: '',
    price: { amount: 900, currency: 'EUR' },
    tags: ['kitchen', 'gift', 'kitchen'],
  });

  test('enters the catalogue as version 1, with each tag once', () => {
    expect(product).toMatchObject({ status: 'active', version: 1, tags: ['kitchen', 'gift'] });
  });

  test('has a version more for everything that changes, and keeps the rest', () => {
    expect(changedProduct(product, { name: 'Big mug' })).toEqual({ ...product, name: 'Big mug', version: 2 });
    expect(changedProduct(product, { price: { amount: 900, currency: 'USD' } }).version).toBe(2);
    expect(changedProduct(product, { tags: ['gift', 'kitchen'] }).version).toBe(2);
  });

  test('is the very same when nothing changes', () => {
    expect(changedProduct(product, { name: 'Mug', tags: ['kitchen', 'gift', 'gift'], status: 'active' })).toBe(product);
  });
});

describe('searched text', () => {
  test('is words without case, accents and punctuation', () => {
    expect(wordsOf('MUG-01: Café Crème (2×), İstanbul; mug')).toEqual(['mug', '01', 'cafe', 'creme', '2', 'istanbul']);
    expect(wordsOf('!?')).toEqual([]);
  });

  test('sorts without case and accents, and in one line', () => {
    expect(['Zebra', 'apple', 'Éclair', 'a\tb'].map(sortKeyOf).sort()).toEqual(['a b', 'apple', 'eclair', 'zebra']);
  });

  test('is never longer than what an index takes, nor broken', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300, size: 'max' }), (text) => {
        const all = [sortKeyOf(text), ...wordsOf(text)];
        for (const part of all) {
          expect(Buffer.byteLength(part)).toBeLessThanOrEqual(400);
          expect(part).not.toMatch(/\p{Surrogate}/u);
        }
        for (const word of all.slice(1)) {
          expect(word).toMatch(/^[\p{L}\p{N}]+$/u);
        }
      }),
    );
  });
});
