import { hash, parseOptions } from '@node-rs/argon2';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { type Client, type Stage, startStage } from '../testing';

const loginAttempts = 3;
const windowSeconds = 15 * 60;

let stage: Stage;
let client: Client;

beforeAll(async () => {
  stage = await startStage({
    LOGIN_ATTEMPTS: String(loginAttempts),
    ACCESS_TOKEN_SECONDS: '120',
    TOKEN_ISSUER: 'https://shop.example',
  });
  client = stage.client;
});

afterAll(() => stage.stop());

const statuses = (answers: readonly { status: number }[]): number[] => answers.map(({ status }) => status).sort();
const repeated = (count: number, login: () => ReturnType<Client['login']>) =>
  Promise.all(Array.from({ length: count }, login));

test('a login gives a signed token that says who somebody is and for how long', async () => {
  const { id, email, password } = await stage.newPerson();
  const { status, body } = await client.login(` ${email.toUpperCase()} `, password);
  expect(status).toBe(200);
  expect(body).toEqual({
    accessToken: expect.any(String),
    refreshToken: expect.stringMatching(/^[\w-]{64}$/),
    tokenType: 'Bearer',
    expiresIn: 120,
  });
  expect(decodeProtectedHeader(body.accessToken)).toEqual({ alg: 'EdDSA', kid: expect.any(String) });
  const claims = decodeJwt(body.accessToken);
  expect(claims).toMatchObject({
    sub: id,
    roles: ['customer'],
    iss: 'https://shop.example',
    aud: 'https://shop.example',
    jti: expect.any(String),
  });
  expect(claims.exp! - claims.iat!).toBe(120);
});

test('the roles in a new token are those of the database', async () => {
  const { id, email, password, refreshToken } = await stage.newPerson();
  await stage.sql("update account set roles = '{customer,admin}' where id = $1", [id]);
  const tokens = [await client.login(email, password), await client.refresh(refreshToken)];
  for (const { body } of tokens) {
    expect(decodeJwt(body.accessToken).roles).toEqual(['customer', 'admin']);
  }
});

test('a wrong password and an unknown email cannot be told apart', async () => {
  const { email } = await stage.newPerson();
  const answers = [
    await client.login(email, 'not the password'),
    await client.login('nobody@example.com', 'not the password'),
  ];
  const [wrong, unknown] = answers.map(({ status, headers, body: { instance: _, ...body } }) => ({
    status,
    body,
    challenge: headers.get('www-authenticate'),
  }));
  expect(wrong).toMatchObject({ status: 401, body: { detail: 'Email or password is wrong.' }, challenge: 'Bearer' });
  expect(unknown).toEqual(wrong);
});

describe('after too many failures', () => {
  test.each(['a known', 'an unknown'])(
    '%s account is closed even to the right password, until the window ends',
    async (kind) => {
      const { email, password } = await stage.newPerson();
      const login = kind === 'a known' ? email : `unknown-${email}`;
      for (let n = 0; n < loginAttempts; n += 1) {
        expect((await client.login(login, 'not the password')).status).toBe(401);
      }
      const refused = await client.login(login, password);
      expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-requests' } });
      const wait = Number(refused.headers.get('retry-after'));
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(windowSeconds);

      await stage.sql('update login_failure set expires_at = now()');
      expect((await client.login(login, password)).status).toBe(kind === 'a known' ? 200 : 401);
    },
  );

  test('a refusal does not prolong itself', async () => {
    const { email } = await stage.newPerson();
    await repeated(loginAttempts, () => client.login(email, 'not the password'));
    const ends = 'select expires_at, failures from login_failure order by expires_at desc limit 1';
    const before = await stage.sql(ends);
    expect(statuses(await repeated(3, () => client.login(email, 'not the password')))).toEqual([429, 429, 429]);
    expect(await stage.sql(ends)).toEqual(before);
  });

  test('others can log in as ever', async () => {
    const [locked, other] = [await stage.newPerson(), await stage.newPerson()];
    await repeated(loginAttempts + 1, () => client.login(locked.email, 'not the password'));
    expect((await client.login(other.email, other.password)).status).toBe(200);
  });

  test('guesses at the same time get in no more often than one after another', async () => {
    const { email } = await stage.newPerson();
    const answers = await repeated(loginAttempts * 4, () => client.login(email, 'not the password'));
    expect(statuses(answers)).toEqual([...Array(loginAttempts).fill(401), ...Array(loginAttempts * 3).fill(429)]);
  });

  test('a right password in between begins the count anew', async () => {
    const { email, password } = await stage.newPerson();
    for (let n = 0; n < 3; n += 1) {
      await repeated(loginAttempts - 1, () => client.login(email, 'not the password'));
      expect((await client.login(email, password)).status).toBe(200);
    }
  });

  test('many who know the password at the same time are not held up', async () => {
    const { email, password } = await stage.newPerson();
    expect(new Set(statuses(await repeated(loginAttempts * 4, () => client.login(email, password))))).toEqual(
      new Set([200]),
    );
  });

  test('whoever holds a token alone cannot go on guessing with it', async () => {
    const { email, password, accessToken } = await stage.newPerson();
    const guess = (currentPassword: string) =>
      client.send('PATCH', '/users/me', {
        token: accessToken,
        body: { password: 'mine from now on', currentPassword },
      });
    for (let n = 0; n < loginAttempts; n += 1) {
      expect((await guess('not the password')).status).toBe(403);
    }
    expect((await guess(password)).status).toBe(429);
    expect((await client.login(email, password)).status).toBe(429);
  });
});

test('a hash of lower cost is replaced at the next login, and the login goes on', async () => {
  const { id, email, password, refreshToken } = await stage.newPerson();
  const weak = await hash(password, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
  await stage.sql('update account set password_hash = $2 where id = $1', [id, weak]);
  expect((await client.login(email, password)).status).toBe(200);
  const [row] = await stage.sql<{ password_hash: string }>('select password_hash from account where id = $1', [id]);
  expect(parseOptions(row!.password_hash)).toMatchObject({ memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  expect((await client.login(email, password)).status).toBe(200);
  expect((await client.refresh(refreshToken)).status).toBe(200);
});
