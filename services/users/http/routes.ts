import type { RouteHandlers } from '@flotilla/runtime';
import type { z } from 'zod';
import type { contract, User } from '../contract';
import type { Account } from '../domain/account';
import type { SigningKeys } from '../tokens';
import {
  changeOwnAccount,
  changeRoles,
  type Dependencies,
  deleteOwnAccount,
  listAccounts,
  logIn,
  logOut,
  refreshTokens,
  registerAccount,
  viewOwnAccount,
} from '../use-cases';

/** Well below the time for which a key is published before it signs, and long enough to spare nearly all requests. */
const keysCacheControl = 'public, max-age=300';

/** Requests and answers of the use cases. */
export function routes(dependencies: Dependencies, signingKeys: () => SigningKeys): RouteHandlers<typeof contract> {
  const register = registerAccount(dependencies);
  const login = logIn(dependencies);
  const refresh = refreshTokens(dependencies);
  const logout = logOut(dependencies);
  const view = viewOwnAccount(dependencies);
  const change = changeOwnAccount(dependencies);
  const remove = deleteOwnAccount(dependencies);
  const list = listAccounts(dependencies);
  const replaceRoles = changeRoles(dependencies);
  return {
    'POST /users': async (request) => ({ status: 201, body: toUser(await register(request.body, request)) }),
    'POST /users/login': async (request) => ({ status: 200, body: await login(request.body, request) }),
    'POST /users/token/refresh': async ({ body }) => ({ status: 200, body: await refresh(body.refreshToken) }),
    'POST /users/logout': async ({ body }) => {
      await logout(body.refreshToken);
      return { status: 204 };
    },
    'GET /users/me': async ({ identity }) => ({ status: 200, body: toUser(await view(identity.userId)) }),
    'PATCH /users/me': async (request) => ({
      status: 200,
      body: toUser(await change(request.identity.userId, request.body, request)),
    }),
    'DELETE /users/me': async (request) => {
      await remove(request.identity.userId, request);
      return { status: 204 };
    },
    'GET /users': async ({ identity, query }) => ({
      status: 200,
      body: await list(identity.userId, query, toUser),
    }),
    'PUT /users/{id}/roles': async (request) => {
      const { identity, params, body } = request;
      const account = await replaceRoles({ actorId: identity.userId, userId: params.id, roles: body.roles }, request);
      return { status: 200, body: toUser(account) };
    },
    'GET /.well-known/jwks.json': async () => ({
      status: 200,
      headers: { 'cache-control': keysCacheControl },
      body: signingKeys().published,
    }),
  };
}

function toUser({ id, email, name, roles, createdAt }: Account): z.infer<typeof User> {
  return { id, email, name, roles: [...roles], createdAt: createdAt.toISOString() };
}
