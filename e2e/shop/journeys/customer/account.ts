import assert from 'node:assert/strict';
import {
  type Credentials,
  expectAnswer,
  logIn,
  newCredentials,
  type Order,
  type Page,
  type Person,
  type Problem,
  type Tokens,
  type User,
  waitUntil,
} from '../../client';

/** Registers, is told what is wrong, logs in, refreshes, and logs in again after somebody used an old token. */
export async function opensAnAccount(url: string): Promise<Person> {
  const credentials = newCredentials();
  const registration = { ...credentials, name: 'Casey Customer' };
  const register = (status: number, body: object) =>
    expectAnswer<User & Problem>(url, status, { line: 'POST /users', body });

  const weak = await register(400, { ...registration, password: 'short' });
  assert.deepEqual(
    weak.body.errors?.map(({ path }) => path),
    ['body.password'],
  );
  const { id, ...user } = (await register(201, registration)).body;
  assert.deepEqual(
    { ...user, createdAt: undefined },
    { email: credentials.email, name: 'Casey Customer', roles: ['customer'], createdAt: undefined },
  );
  await register(409, registration);

  const wrong = { ...credentials, password: 'not the password' };
  await expectAnswer(url, 401, { line: 'POST /users/login', body: wrong });
  await keepsTokensToItself(url, credentials);
  const { accessToken: token, refreshToken } = await logIn(url, credentials);
  return { ...credentials, id, name: user.name, token, refreshToken };
}

/** A refresh token that is used twice was in two hands: nobody gets further with its successors either. */
async function keepsTokensToItself(url: string, credentials: Credentials): Promise<void> {
  const first = await logIn(url, credentials);
  assert.equal(first.tokenType, 'Bearer');
  const second = (await refresh(url, 200, first.refreshToken)).body;
  const { body: me } = await expectAnswer<User>(url, 200, { line: 'GET /users/me', token: second.accessToken });
  assert.equal(me.email, credentials.email);
  await refresh(url, 401, first.refreshToken);
  await refresh(url, 401, second.refreshToken);
}

function refresh(url: string, status: number, refreshToken: string) {
  return expectAnswer<Tokens>(url, status, { line: 'POST /users/token/refresh', body: { refreshToken } });
}

/** Changes the name freely, and the email only with the password. */
export async function changesTheProfile(url: string, { token, password, email }: Person): Promise<void> {
  const change = (status: number, body: object) =>
    expectAnswer<User & Problem>(url, status, { line: 'PATCH /users/me', token, body });
  assert.equal((await change(200, { name: 'Casey Renamed' })).body.name, 'Casey Renamed');

  const other = `renamed-${email}`;
  const unconfirmed = await change(400, { email: other });
  assert.deepEqual(
    unconfirmed.body.errors?.map(({ path }) => path),
    ['body.currentPassword'],
  );
  await change(403, { email: other, currentPassword: 'not the password' });
  assert.equal((await change(200, { email: other, currentPassword: password })).body.email, other);
  assert.equal((await change(200, { email, currentPassword: password })).body.email, email);
}

/** After the logout the refresh token is worth nothing. */
export async function logsOut(url: string, { refreshToken }: Person): Promise<void> {
  await expectAnswer(url, 204, { line: 'POST /users/logout', body: { refreshToken } });
  await refresh(url, 401, refreshToken);
}

/** Deletes the account: nobody can log in any more, and the orders are nobody's. */
export async function closesTheAccount(url: string, { token, email, password }: Person): Promise<void> {
  const orders = () => expectAnswer<Page<Order>>(url, 200, { line: 'GET /orders', token });
  const before = (await orders()).body.items;
  assert.ok(before.length > 0, 'the customer has orders before the account is deleted');
  await expectAnswer(url, 204, { line: 'DELETE /users/me', token });

  await expectAnswer(url, 401, { line: 'POST /users/login', body: { email, password } });
  await expectAnswer(url, 401, { line: 'GET /users/me', token });
  // The access token is still good for a few minutes, so the orders would be shown if they were still the customer's.
  await waitUntil(
    'no orders of a deleted account',
    async () => (await orders()).body.items,
    (items) => items.length === 0,
  );
  await expectAnswer(url, 404, { line: `GET /orders/${before[0]!.id}`, token });
}
