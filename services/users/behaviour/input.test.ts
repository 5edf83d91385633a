import fc from 'fast-check';
import { decodeJwt, decodeProtectedHeader, importJWK, SignJWT } from 'jose';
import { type Client, makeSigningKey, type Person, type Stage, startStage } from '../testing';

let stage: Stage;
let client: Client;
let person: Person;

beforeAll(async () => {
  stage = await startStage();
  client = stage.client;
  person = await stage.newPerson();
});

afterAll(() => stage.stop());

const id = '00000000-0000-7000-8000-000000000000';
const account = { email: 'new@example.com', password: 'a long password', name: 'New' };

describe('without a token that lets them in', () => {
  const guarded = [
    ['GET', '/users/me', undefined],
    ['PATCH', '/users/me', { name: 'New' }],
    ['DELETE', '/users/me', undefined],
    ['GET', '/users', undefined],
    ['PUT', `/users/${id}/roles`, { roles: ['admin'] }],
  ] as const;

  test.each(guarded)('%s %s is for nobody', async (method, path, body) => {
    for (const token of [undefined, 'token', `${person.accessToken}x`]) {
      const answer = await client.send(method, path, { body, token });
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
  });

  test.each(guarded.slice(3))('%s %s is not for customers', async (method, path, body) => {
    const answer = await client.send(method, path, { body, token: person.accessToken });
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  test('a token that a stranger has signed is worth nothing, whatever key it names', async () => {
    const { kid } = decodeProtectedHeader(person.accessToken);
    const key = await importJWK(makeSigningKey(), 'EdDSA');
    const forged = await new SignJWT(decodeJwt(person.accessToken)).setProtectedHeader({ alg: 'EdDSA', kid }).sign(key);
    expect((await client.me(forged)).status).toBe(401);
  });
});

describe('an input that cannot be used is refused with the field named', () => {
  const without = (key: keyof typeof account) => ({ ...account, [key]: undefined });
  test.each([
    ['POST', '/users', without('email'), 'body.email'],
    ['POST', '/users', without('password'), 'body.password'],
    ['POST', '/users', without('name'), 'body.name'],
    ['POST', '/users', { ...account, email: 'new' }, 'body.email'],
    ['POST', '/users', { ...account, email: `${'a'.repeat(250)}@example.com` }, 'body.email'],
    ['POST', '/users', { ...account, email: ' new@example.com' }, 'body.email'],
    ['POST', '/users', { ...account, password: '123456789' }, 'body.password'],
    ['POST', '/users', { ...account, email: `${'x'.repeat(65)}@example.com` }, 'body.email'],
    ['POST', '/users', { ...account, email: `x@${'x'.repeat(64)}.com` }, 'body.email'],
    ['PATCH', '/users/me', { email: `${'x'.repeat(65)}@example.com`, currentPassword: 'x' }, 'body.email'],
    ['POST', '/users', { ...account, password: 'x'.repeat(201) }, 'body.password'],
    ['POST', '/users', { ...account, password: 12345678901 }, 'body.password'],
    ['POST', '/users', { ...account, name: '   ' }, 'body.name'],
    ['POST', '/users', { ...account, name: 'x'.repeat(101) }, 'body.name'],
    ['POST', '/users', { ...account, name: 'N\u0000' }, 'body.name'],
    ['POST', '/users', [account], 'body'],
    ['POST', '/users/login', { email: 'a@example.com' }, 'body.password'],
    ['POST', '/users/login', { email: '', password: 'x' }, 'body.email'],
    ['POST', '/users/login', { email: 'x'.repeat(255), password: 'x' }, 'body.email'],
    ['POST', '/users/token/refresh', {}, 'body.refreshToken'],
    ['POST', '/users/token/refresh', { refreshToken: 'x'.repeat(201) }, 'body.refreshToken'],
    ['POST', '/users/logout', { refreshToken: null }, 'body.refreshToken'],
    ['PATCH', '/users/me', { name: '' }, 'body.name'],
    ['PATCH', '/users/me', { email: 'new' }, 'body.email'],
    ['PATCH', '/users/me', { password: 'short', currentPassword: 'x' }, 'body.password'],
  ])('%s %s %j', async (method, path, body, field) => {
    const answer = await client.send(method, path, { body, token: person.accessToken });
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation-failed' } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body.errors.map(({ path: where }: { path: string }) => where)).toContain(field);
  });

  describe('by administrators too', () => {
    let token: string;

    beforeAll(async () => {
      const { id: adminId, email, password } = await stage.newPerson();
      await stage.sql("update account set roles = '{admin}' where id = $1", [adminId]);
      token = (await client.login(email, password)).body.accessToken;
    });

    test.each([
      ['PUT', '/users/me/roles', { roles: ['admin'] }, 'params.id'],
      ['PUT', `/users/${id}/roles`, { roles: [] }, 'body.roles'],
      ['PUT', `/users/${id}/roles`, { roles: ['root'] }, 'body.roles[0]'],
      ['PUT', `/users/${id}/roles`, { roles: Array(11).fill('admin') }, 'body.roles'],
      ['GET', '/users?limit=0', undefined, 'query.limit'],
      ['GET', '/users?limit=101', undefined, 'query.limit'],
      ['GET', '/users?limit=ten', undefined, 'query.limit'],
      ['GET', '/users?cursor=nonsense', undefined, 'query.cursor'],
      ['GET', '/users?cursor=e30', undefined, 'query.cursor.createdAt'],
    ])('%s %s %j', async (method, path, body, field) => {
      const answer = await client.send(method, path, { body, token });
      expect(answer.status).toBe(400);
      expect(answer.body.errors.map(({ path: where }: { path: string }) => where)).toContain(field);
    });
  });
});

test('what is no JSON, another media type or too long is refused', async () => {
  expect(await client.send('POST', '/users', { body: '{' })).toMatchObject({
    status: 400,
    body: { code: 'malformed' },
  });
  expect((await client.send('POST', '/users', { body: JSON.stringify({ name: 'x'.repeat(110_000) }) })).status).toBe(
    413,
  );
  expect((await client.send('POST', '/users')).status).toBe(415);
  expect((await client.send('DELETE', '/users')).status).toBe(405);
  expect((await client.send('GET', '/users/nobody')).status).toBe(404);
});

test('no input makes the service fail', async () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.emailAddress());
  const value = fc.oneof(text, fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(...Object.values(account)));
  const bodies = fc.oneof(
    fc.jsonValue(),
    fc.record(
      { email: value, password: value, name: value, refreshToken: value, roles: value, currentPassword: value },
      { requiredKeys: [] },
    ),
  );
  const targets = fc.constantFrom(
    ['POST', '/users'],
    ['POST', '/users/login'],
    ['POST', '/users/token/refresh'],
    ['POST', '/users/logout'],
    ['PATCH', '/users/me'],
  );
  await fc.assert(
    fc.asyncProperty(targets, bodies, async ([method, path], body) => {
      const answer = await client.send(method!, path!, { body: JSON.stringify(body), token: person.accessToken });
      expect(answer.status).toBeLessThan(500);
    }),
    { numRuns: 100 },
  );
});
