import { type Fleet, runFleet } from '@flotilla/constructs';
import { declaration as gateway } from '@flotilla/gateway/service';
import { declaration as orders } from '@flotilla/orders/service';
import { declaration as payments } from '@flotilla/payments/service';
import { declaration as products } from '@flotilla/products/service';
import { declaration as users } from '@flotilla/users/service';
import { gitops } from './charts/gitops';
import { shop } from './charts/shop';
import { local } from './environments/local';
import { production } from './environments/production';
import { staging } from './environments/staging';

/** The shop: what is generated together, and where it runs. */
export const fleet: Fleet = {
  name: 'shop',
  declarations: [users, products, orders, payments, gateway],
  chart: shop,
  environments: [local, staging, production],
  gitops,
  valuesType: { file: 'environments/shop-values.ts', name: 'ShopValues' },
};

if (require.main === module) process.exitCode = runFleet(fleet);
