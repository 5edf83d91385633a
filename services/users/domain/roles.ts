import type { Role } from './account';

const rank: Readonly<Record<Role, number>> = { customer: 0, admin: 1 };

interface HasRoles {
  readonly roles: readonly Role[];
}

/** Each role once, in a fixed order, so that equal sets are equal lists. */
export function canonicalRoles(given: readonly Role[]): Role[] {
  return [...new Set(given)].sort((one, other) => rank[one] - rank[other]);
}

export function isAdministrator({ roles }: HasRoles): boolean {
  return roles.includes('admin');
}

export function sameRoles(one: readonly Role[], other: readonly Role[]): boolean {
  return canonicalRoles(one).join() === canonicalRoles(other).join();
}

/**
 * Whether nobody could administrate any more.
 * @param after roles that the account is left with; none: it is deleted
 */
export function removesLastAdministrator(account: HasRoles, after: readonly Role[], others: number): boolean {
  return isAdministrator(account) && !isAdministrator({ roles: after }) && others === 0;
}
