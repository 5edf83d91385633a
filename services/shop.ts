import { resolve } from 'node:path';
import { declaration as gateway } from '@flotilla/gateway/service';
import type { LocalFleet } from '@flotilla/launcher';
import { declaration as orders } from '@flotilla/orders/service';
import { declaration as payments } from '@flotilla/payments/service';
import { declaration as products } from '@flotilla/products/service';
import { declaration as users } from '@flotilla/users/service';

/** The services of the shop, and how they run on one machine: what `npm start` starts. Loads no code of a service. */
export const fleet: LocalFleet = {
  name: 'shop',
  declarations: [users, products, orders, payments, gateway],
  directory: __dirname,
  root: resolve(__dirname, '..'),
  // As charts/platform.ts has them made on a cluster.
  tokenKeys: 'token-keys',
  admin: 'admin',
  seed: 'services/seed/main.ts',
  synth: { program: 'main.ts', writes: ['deploy', 'environments/shop-values.ts'] },
  environment: {
    // No proxy stands before it, so nobody's X-Forwarded-For is to be believed.
    gateway: { TRUSTED_PROXIES: '0' },
  },
  opening: '/docs',
};
