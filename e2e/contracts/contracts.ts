import { contract as gateway } from '@flotilla/gateway/contract';
import { contract as orders } from '@flotilla/orders/contract';
import { contract as payments } from '@flotilla/payments/contract';
import { contract as products } from '@flotilla/products/contract';
import type { Contract } from '@flotilla/runtime';
import { contract as users } from '@flotilla/users/contract';

/** The contracts of the shop, by owner. */
export const contracts: Readonly<Record<string, Contract>> = Object.fromEntries(
  [gateway, orders, payments, products, users].map((contract) => [contract.declaration.name, contract]),
);
