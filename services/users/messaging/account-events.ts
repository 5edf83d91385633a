import type { Cause, OutgoingMessage } from '@flotilla/runtime';
import type { z } from 'zod';
import type { UserUpdated } from '../contract';
import type { Account } from '../domain/account';
import type { UsersService } from '../users-service';

type Told = Pick<Account, 'id' | 'roles'>;
type ChangedPart = z.infer<typeof UserUpdated>['changed'][number];

/** What others are told. `version` counts the events of an account, so that they can be put in order. */
export interface AccountEvents {
  registered(account: Told, cause?: Cause): OutgoingMessage;
  /** @param before the account as it was; @param after its roles now */
  updated(
    before: Pick<Account, 'id' | 'version'>,
    after: Pick<Account, 'roles'>,
    changed: readonly ChangedPart[],
    cause?: Cause,
  ): OutgoingMessage;
  deleted(account: Pick<Account, 'id' | 'version'>, cause: Cause): OutgoingMessage;
}

export function accountEvents({ event }: UsersService['messages']): AccountEvents {
  const aggregate = (id: string, version: number) => ({ type: 'user', id, version });
  return {
    registered: ({ id, roles }, cause) =>
      event('users.v1.user.registered', {
        aggregate: aggregate(id, 1),
        data: { userId: id, roles: [...roles] },
        cause,
      }),
    updated: ({ id, version }, { roles }, changed, cause) =>
      event('users.v1.user.updated', {
        aggregate: aggregate(id, version + 1),
        data: { userId: id, roles: [...roles], changed: [...changed] },
        cause,
      }),
    deleted: ({ id, version }, cause) =>
      event('users.v1.user.deleted', { aggregate: aggregate(id, version + 1), data: { userId: id }, cause }),
  };
}
