import type { Route } from '@flotilla/constructs/declaration';
import type { Identity } from '../context';
import { Problem } from '../errors';

/**
 * Lets through whom a route is declared for.
 * @throws the problem `unauthenticated` when nobody has shown who they are, `forbidden` when their roles do not suffice
 */
export function requireAccess(access: Route['access'], identity: Identity | undefined): void {
  if (access === 'public') {
    return;
  }
  if (identity === undefined) {
    throw new Problem('unauthenticated', {
      detail: 'Send an access token: Authorization: Bearer <token>.',
      headers: { 'www-authenticate': 'Bearer' },
    });
  }
  if (access !== 'user' && !access.roles.some((role) => identity.roles.includes(role))) {
    throw new Problem('forbidden', { detail: `This needs the role ${access.roles.join(' or ')}.` });
  }
}

/**
 * Lets through the owner of a thing.
 * @throws the problem `not-found` for anybody else, who must not even learn that the thing exists
 */
export function requireOwner(ownerId: string, identity: Identity): void {
  if (identity.userId !== ownerId) {
    throw new Problem('not-found');
  }
}
