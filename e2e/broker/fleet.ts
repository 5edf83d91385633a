import { type BrokerUser, brokerPermissions, topologyOf } from '@flotilla/constructs/topology';
import { declaration as gateway } from '@flotilla/gateway/service';
import { declaration as orders } from '@flotilla/orders/service';
import { declaration as payments } from '@flotilla/payments/service';
import { declaration as products } from '@flotilla/products/service';
import { declaration as users } from '@flotilla/users/service';

/** The shop as it is declared, and what its broker allows. */
export const topology = topologyOf([gateway, orders, payments, products, users]);
export const permissions = brokerPermissions(topology);

/** Sees everything: looks at the server from outside. */
export const observer: BrokerUser = {
  name: 'observer',
  publish: [{ subject: '>', reason: 'observe' }],
  subscribe: [{ subject: '>', reason: 'observe' }],
};
