import { eventually } from '@flotilla/runtime/testing';
import { type Client, type Stage, startStage } from '../testing';

let stage: Stage;
let client: Client;

beforeAll(async () => {
  stage = await startStage();
  client = stage.client;
});

afterAll(() => stage.stop());

describe('registering', () => {
  test('makes a customer, with the email normalised and the password nowhere', async () => {
    const { status, body } = await client.register('Ada@Example.COM', 'a long password', '  Ada ');
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      email: 'ada@example.com',
      name: 'Ada',
      roles: ['customer'],
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const [row] = await stage.sql<{ text: string }>('select account::text as text from account where id = $1', [
      body.id,
    ]);
    expect(row!.text).not.toContain('a long password');
    expect(row!.text).toContain('argon2id');
  });

  test('refuses a taken email in any case, and tells nobody', async () => {
    await client.register('taken@example.com', 'a long password');
    const { status, headers, body } = await client.register('TAKEN@example.com', 'another password');
    expect(status).toBe(409);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({ code: 'conflict', detail: 'An account with this email exists already.' });
    const outbox = await stage.sql(
      "select from outbox join account on account.id::text = aggregate_id where email = 'taken@example.com'",
    );
    expect(outbox).toHaveLength(1);
  });

  test('gives an email to one of many who ask at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        client.register(n % 2 ? 'race@example.com' : 'RACE@example.com', 'a long password'),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  });
});

describe('the own account', () => {
  test('is shown to whoever has a token for it', async () => {
    const person = await stage.newPerson();
    const { status, headers, body } = await client.me(person.accessToken);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: person.id, email: person.email, roles: ['customer'] });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  const change = (token: string, body: object) => client.send('PATCH', '/users/me', { token, body });

  test('of which nothing is asked stays as it is', async () => {
    const { accessToken } = await stage.newPerson();
    const { body } = await client.me(accessToken);
    expect(await change(accessToken, {})).toMatchObject({ status: 200, body });
  });

  test('changes its name without a password', async () => {
    const { accessToken } = await stage.newPerson();
    expect((await change(accessToken, { name: 'New' })).body).toMatchObject({ name: 'New' });
    expect((await client.me(accessToken)).body).toMatchObject({ name: 'New' });
  });

  test.each([{ email: 'elsewhere@example.com' }, { password: 'another password' }])(
    'does not change %j without the current password, or with a wrong one',
    async (requested) => {
      const { accessToken, email, password } = await stage.newPerson();
      const without = await change(accessToken, { name: 'New', ...requested });
      expect(without.status).toBe(400);
      expect(without.body.errors).toEqual([expect.objectContaining({ path: 'body.currentPassword' })]);
      const wrong = await change(accessToken, { name: 'New', ...requested, currentPassword: 'guessed' });
      expect(wrong.status).toBe(403);
      expect((await client.me(accessToken)).body).toMatchObject({ name: 'Somebody', email });
      expect((await client.login(email, password)).status).toBe(200);
    },
  );

  test('changes its email, which can be logged in with from then on', async () => {
    const { id, accessToken, email, password } = await stage.newPerson();
    const answer = await change(accessToken, { email: `New-${email}`, currentPassword: password });
    expect(answer).toMatchObject({ status: 200, body: { id, email: `new-${email}` } });
    expect((await client.login(`new-${email}`, password)).status).toBe(200);
    expect((await client.login(email, password)).status).toBe(401);
  });

  test('does not get the email of somebody else', async () => {
    const [one, other] = [await stage.newPerson(), await stage.newPerson()];
    const answer = await change(one.accessToken, { email: other.email.toUpperCase(), currentPassword: one.password });
    expect(answer).toMatchObject({ status: 409, body: { code: 'conflict' } });
  });

  test('changes its password, which ends every login made with the old one', async () => {
    const { accessToken, refreshToken, email, password } = await stage.newPerson();
    const elsewhere = (await client.login(email, password)).body.refreshToken;
    const answer = await change(accessToken, { password: 'another password', currentPassword: password });
    expect(answer.status).toBe(200);
    expect((await client.refresh(refreshToken)).status).toBe(401);
    expect((await client.refresh(elsewhere)).status).toBe(401);
    expect((await client.login(email, password)).status).toBe(401);
    const anew = await client.login(email, 'another password');
    expect((await client.refresh(anew.body.refreshToken)).status).toBe(200);
  });

  test('lets no login through that has shown the old password while it changes', async () => {
    const { id, email, password } = await stage.newPerson();
    const changing = 'update account set password_version = password_version + 1 where id = $1';
    const login = await stage.collide(changing, [id], 1, () => client.login(email, password));
    expect(login.status).toBe(401);
  });

  test('ends a login too that is about to commit when the password changes', async () => {
    const { id, accessToken, password } = await stage.newPerson();
    const loggingIn = `
      with bearer as (select id from account where id = $1 for share)
      insert into refresh_family (family_hash, token_hash, account_id, expires_at)
      select 'family', 'token', id, now() + interval '1 day' from bearer`;
    const changed = await stage.collide(loggingIn, [id], 1, () =>
      change(accessToken, { password: 'another password', currentPassword: password }),
    );
    expect(changed.status).toBe(200);
    expect(await stage.sql('select from refresh_family where account_id = $1', [id])).toEqual([]);
  });

  test('takes changes that come at the same time one after another, and loses none', async () => {
    const { id, accessToken, email, password } = await stage.newPerson();
    const answers = await Promise.all([
      change(accessToken, { name: 'New' }),
      change(accessToken, { email: `new-${email}`, currentPassword: password }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await client.me(accessToken)).body).toMatchObject({ name: 'New', email: `new-${email}` });
    await eventually(async () => {
      const events = await stage.eventsOf(id);
      expect(events.map(({ version }) => version)).toEqual(['1', '2', '3']);
    });
  });

  test('takes a change that changes nothing, and tells nobody', async () => {
    const { id, accessToken, email } = await stage.newPerson();
    expect(await change(accessToken, {})).toMatchObject({ status: 200, body: { email } });
    expect((await change(accessToken, { name: 'Somebody', email: email.toUpperCase() })).status).toBe(200);
    expect(await stage.sql('select from outbox where aggregate_id = $1', [id])).toHaveLength(1);
  });
});

describe('deleting the own account', () => {
  test('leaves nothing of the person behind', async () => {
    const { id, email, password, accessToken, refreshToken } = await stage.newPerson();
    await client.login(email, 'not the password');
    const failures = "select from login_failure where subject = sha256(convert_to($1, 'UTF8'))";
    expect(await stage.sql(failures, [email])).toHaveLength(1);
    const deleted = await client.send('DELETE', '/users/me', { token: accessToken });
    expect(deleted).toMatchObject({ status: 204, body: undefined });

    for (const table of ['account', 'refresh_family', 'login_failure', 'outbox']) {
      const rows = await stage.sql<{ text: string }>(`select t::text as text from ${table} as t`);
      expect(rows.filter(({ text }) => text.includes(email))).toEqual([]);
    }
    expect(await stage.sql('select from refresh_family where account_id = $1', [id])).toEqual([]);
    expect(await stage.sql(failures, [email])).toEqual([]);
    expect((await client.refresh(refreshToken)).status).toBe(401);
    expect((await client.login(email, password)).status).toBe(401);
  });

  test('makes its tokens worthless at once', async () => {
    const { accessToken } = await stage.newPerson();
    await client.send('DELETE', '/users/me', { token: accessToken });
    for (const [method, body] of [['GET'], ['PATCH', { name: 'Ghost' }], ['DELETE']] as const) {
      const answer = await client.send(method, '/users/me', { token: accessToken, body });
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      expect(answer.headers.get('www-authenticate')).toContain('invalid_token');
    }
  });

  test('gives the email free for another account', async () => {
    const { id, email, accessToken } = await stage.newPerson();
    await client.send('DELETE', '/users/me', { token: accessToken });
    const again = await client.register(email, 'another password');
    expect(again.status).toBe(201);
    expect(again.body.id).not.toBe(id);
  });
});

test('every change is told in the stream, in order, without anything personal', async () => {
  const { id, email, password, accessToken } = await stage.newPerson();
  const change = (body: object) => client.send('PATCH', '/users/me', { token: accessToken, body });
  await change({ name: 'Grace Hopper' });
  await change({ email: `new-${email}`, password: 'another password', currentPassword: password });
  await client.send('DELETE', '/users/me', { token: accessToken });
  await eventually(async () => {
    const roles = ['customer'];
    expect(await stage.eventsOf(id)).toEqual([
      { subject: 'users.v1.user.registered', version: '1', data: { userId: id, roles } },
      { subject: 'users.v1.user.updated', version: '2', data: { userId: id, roles, changed: ['name'] } },
      { subject: 'users.v1.user.updated', version: '3', data: { userId: id, roles, changed: ['email', 'password'] } },
      { subject: 'users.v1.user.deleted', version: '4', data: { userId: id } },
    ]);
  });
});
