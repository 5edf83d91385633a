import { DirectIngress, HelmChart, type HelmChartProps, type Topology } from '@flotilla/constructs';
import { declaration as productsDeclaration } from '@flotilla/products/service';
import { declaration as usersDeclaration } from '@flotilla/users/service';
import type { Construct } from 'constructs';
import { chartProps, partOf } from './chart-props';
import { shopCiValues } from './ci-values';
import { gateway } from './gateway';
import { shopNotes } from './notes';
import { orders } from './orders';
import { payments } from './payments';
import { platform } from './platform';
import { products } from './products';
import { users } from './users';

/** The whole shop: an umbrella over the charts of its services and of the platform they need. */
export function shop(scope: Construct, topology: Topology): HelmChart {
  const subcharts = [platform, users, products, orders, payments, gateway].map((chart) => chart(scope, topology));
  const props: HelmChartProps = {
    ...chartProps('shop', 'A shop of five services that talk over HTTP and NATS.', ['shop', 'nats']),
    subcharts,
    ci: shopCiValues,
  };
  const chart = new HelmChart(scope, 'shop', props);
  const direct = new DirectIngress(chart, 'direct-ingress', {
    declarations: [usersDeclaration, productsDeclaration],
    partOf,
  });
  chart.notes = shopNotes(direct.open);
  return chart;
}
