import type { z } from 'zod';
import type { UserChanges } from '../contract';
import type { Account } from './account';
import { normaliseEmail } from './email';

export type RequestedChanges = z.infer<typeof UserChanges>;

/** What people change about their own account. */
export type ChangedPart = 'name' | 'email' | 'password';

/** The parts that really change; a password that is given always does, since only its hash is known. */
export function changedParts(account: Account, requested: RequestedChanges): ChangedPart[] {
  const { name, email, password } = requested;
  const changes: Record<ChangedPart, boolean> = {
    name: name !== undefined && name !== account.name,
    email: email !== undefined && normaliseEmail(email) !== account.email,
    password: password !== undefined,
  };
  return (Object.keys(changes) as ChangedPart[]).filter((part) => changes[part]);
}

/** Who holds nothing but an access token must not be able to take the account over for good. */
export function needsCurrentPassword(changed: readonly ChangedPart[]): boolean {
  return changed.includes('email') || changed.includes('password');
}
