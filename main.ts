import { type Fleet, runFleet } from '@flotilla/constructs';
import { gitops } from './charts/gitops';
import { shop } from './charts/shop';
import { local } from './environments/local';
import { production } from './environments/production';
import { staging } from './environments/staging';
import { fleet as shopServices } from './services/shop';

/** The shop: what is generated together, and where it runs. */
export const fleet: Fleet = {
  name: 'shop',
  declarations: shopServices.declarations,
  chart: shop,
  environments: [local, staging, production],
  gitops,
  valuesType: { file: 'environments/shop-values.ts', name: 'ShopValues' },
};

if (require.main === module) process.exitCode = runFleet(fleet);
