import type { NewProduct } from '@flotilla/products/contract';
import type { z } from 'zod';

/** What a shop for boats and harbours sells. Prices in cents, of which no sum is one that the test provider declines. */
export const catalogue: readonly z.input<typeof NewProduct>[] = [
  product(
    'ROPE-12-30',
    'Mooring rope 12 mm, 30 m',
    'Three strands of polyester that stay soft in salt water.',
    6_490,
    120,
    'ropes',
  ),
  product('ROPE-08-20', 'Heaving line 8 mm, 20 m', 'Floats, and is seen from afar.', 1_990, 80, 'ropes', 'safety'),
  product('ANCHOR-10', 'Folding anchor 10 kg', 'Hot-dip galvanised, with four flukes.', 8_900, 25, 'anchors'),
  product('FENDER-M', 'Fender, medium', 'Takes the bump of a quay wall.', 2_450, 200, 'harbour'),
  product('CLEAT-20', 'Deck cleat 20 cm', 'Stainless steel, with screws.', 1_790, 150, 'harbour'),
  product('VEST-150', 'Life jacket 150 N', 'Inflates by itself, for adults from 40 kg.', 11_990, 60, 'safety'),
  product('LAMP-LED', 'Anchor light, LED', 'Visible for two miles on two watts.', 3_990, 45, 'lights', 'safety'),
  product('COMPASS-70', 'Steering compass', 'Lit dial of 70 mm, for small boats.', 9_450, 18, 'navigation'),
  product(
    'CHART-BALTIC',
    'Sea charts of the Baltic',
    'Twelve sheets on paper that takes rain.',
    7_200,
    30,
    'navigation',
  ),
  product('BUCKET-10', 'Canvas bucket 10 l', 'Folds flat, and has a rope handle.', 1_490, 90, 'deck'),
  product('BOOTS-42', 'Deck boots, size 42', 'Soles that hold on wet wood.', 8_490, 12, 'clothing'),
  product('PENNANT-SET', 'Set of signal flags', 'All forty, sewn, in a bag of its own.', 13_900, 3, 'harbour', 'flags'),
];

function product(
  sku: string,
  name: string,
  description: string,
  cents: number,
  stock: number,
  ...tags: string[]
): z.input<typeof NewProduct> {
  return { sku, name, description, price: { amount: cents, currency: 'EUR' }, tags, stock };
}
