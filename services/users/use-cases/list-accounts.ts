import { type Page, toPage } from '@flotilla/runtime';
import type { z } from 'zod';
import type { UserPosition } from '../contract';
import type { Account } from '../domain/account';
import type { Dependencies } from './dependencies';
import { requireAdministrator } from './refusals';

export interface ListQuery {
  readonly limit: number;
  /** Of the last account that was given before. */
  readonly cursor?: z.infer<typeof UserPosition>;
}

/** A page of all accounts, newest first, for administrators. */
export function listAccounts({ accounts }: Pick<Dependencies, 'accounts'>) {
  return async <Item>(
    actorId: string,
    { limit, cursor }: ListQuery,
    itemOf: (account: Account) => Item,
  ): Promise<Page<Item>> => {
    requireAdministrator(await accounts.byId(actorId));
    const than = cursor && { id: cursor.id, createdAt: new Date(cursor.createdAt) };
    return toPage(await accounts.older(limit + 1, than), limit, positionOf, itemOf);
  };
}

function positionOf({ id, createdAt }: Account): z.infer<typeof UserPosition> {
  return { id, createdAt: createdAt.toISOString() };
}
