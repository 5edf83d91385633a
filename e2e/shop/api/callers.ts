import { randomUUID } from 'node:crypto';
import { expectAnswer, newCustomer, type User } from '../client';
import type { LaunchedShop } from '../stage/launched-shop';
import { makeTokenKeys } from '../stage/token-keys';
import type { World } from './example-requests';

/** Everybody who may stand before a route. */
export type Caller =
  | 'nobody'
  | 'somebody with nonsense as a token'
  | 'somebody with a token of another issuer’s key'
  | 'somebody whose token is expired'
  | 'the owner'
  | 'another customer'
  | 'an administrator';

export const callers: readonly Caller[] = [
  'nobody',
  'somebody with nonsense as a token',
  'somebody with a token of another issuer’s key',
  'somebody whose token is expired',
  'the owner',
  'another customer',
  'an administrator',
];

/** A token that nobody takes. */
const nonsense = `${randomUUID()}.${randomUUID()}.${randomUUID()}`;

/**
 * The access token of a caller; `undefined`: none is sent. People who are neither owner nor needed afterwards are made
 * for each call, so that a request may delete its sender.
 */
export async function tokenOf(caller: Caller, { url, keys }: LaunchedShop, world: World): Promise<string | undefined> {
  const { owner, administrator } = world;
  switch (caller) {
    case 'nobody':
      return undefined;
    case 'somebody with nonsense as a token':
      return nonsense;
    case 'somebody with a token of another issuer’s key':
      return makeTokenKeys().token({ sub: owner.id, roles: ['customer', 'admin'], expiresIn: 600 });
    case 'somebody whose token is expired':
      return keys.token({ sub: owner.id, roles: ['customer', 'admin'], expiresIn: -60 });
    case 'the owner':
      return owner.token;
    case 'another customer':
      return (await newCustomer(url, 'Otto Other')).token;
    case 'an administrator':
      return newAdministrator(url, administrator, keys);
  }
}

async function newAdministrator(url: string, administrator: string, keys: LaunchedShop['keys']): Promise<string> {
  const { id } = await newCustomer(url, 'Ada Administrator');
  const roles = ['customer', 'admin'];
  await expectAnswer<User>(url, 200, { line: `PUT /users/${id}/roles`, token: administrator, body: { roles } });
  return keys.token({ sub: id, roles, expiresIn: 600 });
}
