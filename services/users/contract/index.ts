import { defineContract, pageOf, pageQuery } from '@flotilla/runtime';
import { z } from 'zod';
import { declaration } from '../service';
import { UserDeleted, UserRegistered, UserUpdated } from './events';
import { Credentials, JwkSet, NewUser, RefreshToken, Roles, Tokens, User, UserChanges, UserId } from './resources';

export { UserDeleted, UserRegistered, UserUpdated } from './events';
export {
  Credentials,
  JwkSet,
  NewUser,
  RefreshToken,
  Role,
  Roles,
  Tokens,
  User,
  UserChanges,
  UserId,
} from './resources';

/** Sort key of the list of users: newest first. */
export const UserPosition = z.object({ createdAt: z.iso.datetime(), id: z.uuid() });

export const contract = defineContract(declaration, {
  events: {
    'users.v1.user.registered': UserRegistered,
    'users.v1.user.updated': UserUpdated,
    'users.v1.user.deleted': UserDeleted,
  },
  routes: {
    'POST /users': { summary: 'Register an account', body: NewUser, responses: { 201: User } },
    'POST /users/login': { summary: 'Log in with email and password', body: Credentials, responses: { 200: Tokens } },
    'POST /users/token/refresh': {
      summary: 'Exchange a refresh token for new tokens; the old one is used up',
      body: RefreshToken,
      responses: { 200: Tokens },
    },
    'POST /users/logout': {
      summary: 'End the session that a refresh token belongs to',
      body: RefreshToken,
      responses: { 204: null },
    },
    'GET /users/me': { summary: 'The own account', responses: { 200: User } },
    'PATCH /users/me': { summary: 'Change the own account', body: UserChanges, responses: { 200: User } },
    'DELETE /users/me': { summary: 'Delete the own account and its personal data', responses: { 204: null } },
    'GET /users': {
      summary: 'All accounts, newest first',
      query: pageQuery(UserPosition),
      responses: { 200: pageOf(User) },
    },
    'PUT /users/{id}/roles': {
      summary: 'Replace the roles of an account',
      params: UserId,
      body: Roles,
      responses: { 200: User },
    },
    'GET /.well-known/jwks.json': { summary: 'Public keys that verify access tokens', responses: { 200: JwkSet } },
  },
});
