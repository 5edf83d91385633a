import { type Client, type Stage, startStage } from '../testing';

let stage: Stage;
let client: Client;

beforeAll(async () => {
  stage = await startStage();
  client = stage.client;
});

afterAll(() => stage.stop());

const tokenOf = async (answer: ReturnType<Client['refresh']>): Promise<string> => (await answer).body.refreshToken;

test('a refresh token gives a new pair, time and again', async () => {
  let { refreshToken, id } = await stage.newPerson();
  for (let n = 0; n < 3; n += 1) {
    const { status, body } = await client.refresh(refreshToken);
    expect(status).toBe(200);
    expect(body).toMatchObject({ tokenType: 'Bearer', expiresIn: 600 });
    expect(body.refreshToken).not.toBe(refreshToken);
    expect((await client.me(body.accessToken)).body).toMatchObject({ id });
    refreshToken = body.refreshToken;
  }
});

test('a token that was used already is refused and revokes its family, no other', async () => {
  const { email, password, refreshToken: first } = await stage.newPerson();
  const elsewhere = await tokenOf(client.login(email, password));
  const second = await tokenOf(client.refresh(first));
  const third = await tokenOf(client.refresh(second));

  const reused = await client.refresh(first);
  expect(reused).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  expect(reused.headers.get('www-authenticate')).toBe('Bearer');
  for (const token of [first, second, third]) {
    expect((await client.refresh(token)).status).toBe(401);
  }
  expect((await client.refresh(elsewhere)).status).toBe(200);
});

test('of many uses at the same time one succeeds, and the family ends', async () => {
  const { refreshToken } = await stage.newPerson();
  const answers = await Promise.all(Array.from({ length: 8 }, () => client.refresh(refreshToken)));
  const won = answers.filter(({ status }) => status === 200);
  expect(won).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(7);
  expect((await client.refresh(won[0]!.body.refreshToken)).status).toBe(401);
});

test('a thief who refreshes on while the owner comes with the old token is thrown out', async () => {
  for (let n = 0; n < 5; n += 1) {
    const { refreshToken: stolen } = await stage.newPerson();
    const latest = await tokenOf(client.refresh(stolen));
    const [onward] = await Promise.all([client.refresh(latest), client.refresh(stolen)]);
    const held = onward.status === 200 ? onward.body.refreshToken : latest;
    expect((await client.refresh(held)).status).toBe(401);
  }
});

test('a token that has expired is refused', async () => {
  const { id, refreshToken } = await stage.newPerson();
  const [row] = await stage.sql<{ days: number }>(
    'select round(extract(epoch from expires_at - now()) / 86400) as days from refresh_family where account_id = $1',
    [id],
  );
  expect(Number(row!.days)).toBe(30);
  await stage.sql('update refresh_family set expires_at = now() where account_id = $1', [id]);
  expect((await client.refresh(refreshToken)).status).toBe(401);
});

test.each([
  ['a made-up token', 'A'.repeat(64)],
  ['what is no token', 'token'],
])('%s is refused', async (_, token) => {
  expect(await client.refresh(token)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
});

test('an access token is no refresh token, nor the other way round', async () => {
  const { accessToken, refreshToken } = await stage.newPerson();
  expect((await client.refresh(accessToken.slice(0, 200))).status).toBe(401);
  expect((await client.me(refreshToken)).status).toBe(401);
});

describe('logging out', () => {
  const logout = (refreshToken: string) => client.send('POST', '/users/logout', { body: { refreshToken } });

  test('ends this login, no other', async () => {
    const { email, password, refreshToken } = await stage.newPerson();
    const elsewhere = await tokenOf(client.login(email, password));
    expect(await logout(refreshToken)).toMatchObject({ status: 204, body: undefined });
    expect((await client.refresh(refreshToken)).status).toBe(401);
    expect((await client.refresh(elsewhere)).status).toBe(200);
  });

  test('succeeds for a token that means nothing (any more)', async () => {
    const { refreshToken } = await stage.newPerson();
    await logout(refreshToken);
    for (const token of [refreshToken, 'A'.repeat(64), 'token']) {
      expect((await logout(token)).status).toBe(204);
    }
  });
});

test('tokens are stored as hashes alone', async () => {
  const { id, refreshToken } = await stage.newPerson();
  const [row] = await stage.sql<{ family: string; token: string }>(
    `select encode(family_hash, 'hex') as family, encode(token_hash, 'hex') as token from refresh_family where account_id = $1`,
    [id],
  );
  const bytes = Buffer.from(refreshToken, 'base64url').toString('hex');
  expect([row!.family.length, row!.token.length]).toEqual([64, 64]);
  expect(bytes).not.toContain(row!.token);
  expect(bytes.slice(0, 32)).not.toBe(row!.family.slice(0, 32));
});

test('expired families and failures are what retention deletes, found by an index', async () => {
  for (const table of ['refresh_family', 'login_failure']) {
    await stage.sql('set enable_seqscan = off');
    const plan = await stage.sql<{ 'QUERY PLAN': string }>(
      `explain select ctid from ${table} where expires_at < now() limit 10`,
    );
    expect(plan.map((row) => row['QUERY PLAN']).join()).toContain(`${table}_expires`);
  }
});
