import { createLogger, migrate, type StandaloneService } from '@flotilla/runtime';
import { eventually } from '@flotilla/runtime/testing';
import { decodeJwt } from 'jose';
import { migrations } from '../migrations';
import { admin, type Client, clientOf, type Person, type Stage, startStage } from '../testing';

const configured = { ADMIN_EMAIL: 'Admin@Example.com', ADMIN_PASSWORD: admin.password };

/** Lets accounts be read and not changed. */
const locked = 'lock table account in exclusive mode';

let stage: Stage;
let client: Client;
let adminToken: string;
let adminId: string;

/** Waits for the account first: an attempt too early counts as a failure. */
async function logInAdmin(of: Client = client): Promise<string> {
  await eventually(async () => (await accounts()).length === 1);
  return (await of.login(admin.email, admin.password)).body.accessToken;
}

const accounts = () =>
  stage.sql<{ id: string; roles: string[] }>('select id, roles from account where email = $1', [admin.email]);

const putRoles = (token: string, id: string, roles: readonly string[]) =>
  client.send('PUT', `/users/${id}/roles`, { token, body: { roles } });

const isReady = ({ adminUrl }: StandaloneService) => eventually(async () => (await fetch(`${adminUrl}/readyz`)).ok);

/** An administrator besides the configured one. */
async function newAdministrator(): Promise<Person> {
  const person = await stage.newPerson();
  expect((await putRoles(adminToken, person.id, ['admin', 'customer'])).status).toBe(200);
  return { ...person, ...(await client.login(person.email, person.password)).body };
}

describe('administrators', () => {
  beforeAll(async () => {
    stage = await startStage(configured);
    client = stage.client;
    adminToken = await logInAdmin();
    adminId = decodeJwt(adminToken).sub!;
  });

  afterAll(() => stage.stop());

  test('see all accounts, newest first, page by page and each once', async () => {
    const people = [];
    for (let n = 0; n < 5; n += 1) {
      people.push(await stage.newPerson());
    }
    await stage.sql("update account set created_at = date_trunc('second', created_at)"); // Equal times, told apart by id.
    const seen: { id: string; createdAt: string }[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path: string = `/users?limit=2${cursor && `&cursor=${cursor}`}`;
      const { status, body } = await client.send('GET', path, { token: adminToken });
      expect(status).toBe(200);
      expect(body.items.length).toBeLessThanOrEqual(2);
      seen.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(new Set(seen.map(({ id }) => id))).toEqual(new Set([adminId, ...people.map(({ id }) => id)]));
    expect(seen).toHaveLength(people.length + 1);
    const keys = seen.map(({ createdAt, id }) => createdAt + id);
    expect(keys).toEqual([...keys].sort().reverse());
    expect(seen[0]).toEqual({
      id: expect.any(String),
      email: expect.any(String),
      name: 'Somebody',
      roles: ['customer'],
      createdAt: expect.any(String),
    });
  });

  test.each(['0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999Z', '2024-02-29T12:00:00Z'])(
    'get a page from a cursor at %s, however odd',
    async (createdAt) => {
      const position = { createdAt, id: '00000000-0000-0000-0000-000000000000' };
      const cursor = Buffer.from(JSON.stringify(position)).toString('base64url');
      expect((await client.send('GET', `/users?cursor=${cursor}`, { token: adminToken })).status).toBe(200);
    },
  );

  test('give and take roles, which is told', async () => {
    const { id, email, password, refreshToken } = await stage.newPerson();
    const given = await putRoles(adminToken, id, ['admin', 'customer', 'admin']);
    expect(given).toMatchObject({ status: 200, body: { id, email, roles: ['customer', 'admin'] } });
    expect(decodeJwt((await client.refresh(refreshToken)).body.accessToken).roles).toEqual(['customer', 'admin']);
    expect((await putRoles(adminToken, id, ['customer', 'admin'])).status).toBe(200);
    expect((await putRoles(adminToken, id, ['customer'])).body.roles).toEqual(['customer']);
    expect(decodeJwt((await client.login(email, password)).body.accessToken).roles).toEqual(['customer']);
    await eventually(async () => {
      const events = await stage.eventsOf(id);
      expect(events.map(({ data, version }) => [version, data.roles, data.changed])).toEqual([
        ['1', ['customer'], undefined],
        ['2', ['customer', 'admin'], ['roles']],
        ['3', ['customer'], ['roles']],
      ]);
    });
  });

  test('who have lost the role cannot use it with a token from before', async () => {
    const former = await newAdministrator();
    await putRoles(adminToken, former.id, ['customer']);
    expect((await putRoles(former.accessToken, former.id, ['admin'])).status).toBe(403);
    expect((await client.send('GET', '/users', { token: former.accessToken })).status).toBe(403);
  });

  test('who are gone cannot either', async () => {
    const former = await newAdministrator();
    expect((await client.send('DELETE', '/users/me', { token: former.accessToken })).status).toBe(204);
    expect((await putRoles(former.accessToken, adminId, ['customer'])).status).toBe(401);
    expect((await client.send('GET', '/users', { token: former.accessToken })).status).toBe(401);
  });

  test('cannot leave the shop without one of them', async () => {
    const demoted = await putRoles(adminToken, adminId, ['customer']);
    expect(demoted).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect((await client.send('DELETE', '/users/me', { token: adminToken })).status).toBe(409);
    expect((await client.me(adminToken)).body.roles).toEqual(['customer', 'admin']);
  });

  test.each(['remove each other', 'go'])('who %s at the same time leave one', async (what) => {
    const other = await newAdministrator();
    const answers = await stage.collide(locked, [], 2, () =>
      Promise.all(
        what === 'go'
          ? [
              putRoles(adminToken, adminId, ['customer']),
              client.send('DELETE', '/users/me', { token: other.accessToken }),
            ]
          : [putRoles(adminToken, other.id, ['customer']), putRoles(other.accessToken, adminId, ['customer'])],
      ),
    );
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    expect(await stage.sql("select from account where 'admin' = any(roles)")).toHaveLength(1);

    const set = 'update account set roles = $2, version = version + 1 where id = $1';
    await stage.sql(set, [adminId, ['customer', 'admin']]);
    await stage.sql(set, [other.id, ['customer']]);
  });

  test('hear of accounts that are not there', async () => {
    const answer = await putRoles(adminToken, '00000000-0000-7000-8000-000000000000', ['admin']);
    expect(answer).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  test.each([
    [{ ADMIN_EMAIL: 'admin' }, 'ADMIN_EMAIL is no email address'],
    [{ ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: 'short' }, 'ADMIN_PASSWORD is too short'],
  ])('are refused at start when configured as %j', async (settings, message) => {
    await expect(stage.start(settings)).rejects.toThrow(message);
  });
});

describe('the configured administrator', () => {
  afterEach(() => stage.stop());

  test('is made once by replicas that start together, and not again', async () => {
    stage = await startStage();
    await Promise.all([1, 2].map(async () => isReady(await stage.start(configured))));
    await isReady(await stage.start(configured));
    await logInAdmin(stage.client);
    const [account, ...more] = await accounts();
    expect(more).toEqual([]);
    const roles = ['customer', 'admin'];
    expect(account!.roles).toEqual(roles);
    await eventually(async () => {
      expect(await stage.eventsOf(account!.id)).toEqual([
        { subject: 'users.v1.user.registered', version: '1', data: { userId: account!.id, roles } },
      ]);
    });
  });

  test('is left alone where another replica makes it at this very moment', async () => {
    stage = await startStage();
    const id = '00000000-0000-7000-8000-000000000000';
    const making = "insert into account values ($1, $2, 'Other', '{customer,admin}', 'hash')";
    await stage.collide(making, [id, admin.email], 1, async () => isReady(await stage.start(configured)));
    expect(await accounts()).toEqual([{ id, roles: ['customer', 'admin'] }]);
    expect(await stage.sql('select from outbox')).toEqual([]);
  });

  test('is an account that is there already, with the password it has', async () => {
    stage = await startStage();
    const { body } = await stage.client.register(admin.email, 'chosen by its owner');
    await Promise.all([1, 2].map(async () => isReady(await stage.start(configured))));
    expect((await accounts())[0]!.roles).toEqual(['customer', 'admin']);
    expect((await stage.client.login(admin.email, 'chosen by its owner')).status).toBe(200);
    expect((await stage.client.login(admin.email, admin.password)).status).toBe(401);
    await eventually(async () => {
      const events = await stage.eventsOf(body.id);
      expect(events.map(({ version, data }) => [version, data.changed])).toEqual([
        ['1', undefined],
        ['2', ['roles']],
      ]);
    });
  });

  test('is not told of twice where another replica promotes it at this very moment', async () => {
    stage = await startStage();
    const { body } = await stage.client.register(admin.email, 'chosen by its owner');
    const promoting = "update account set roles = '{customer,admin}', version = version + 1 where id = $1";
    await stage.collide(promoting, [body.id], 1, async () => isReady(await stage.start(configured)));
    expect(await stage.sql('select from outbox where aggregate_id = $1', [body.id])).toHaveLength(1);
  });

  test('waits for the migrations, and the service is not ready before', async () => {
    stage = await startStage({}, {});
    const service = await stage.start(configured);
    expect(await (await fetch(`${service.adminUrl}/readyz`)).text()).toContain(
      'the administrator of ADMIN_EMAIL has not',
    );
    await migrate({ url: stage.databaseUrl, migrations, logger: createLogger({ service: 'users', level: 'fatal' }) });
    await logInAdmin(clientOf(service.url));
    await isReady(service);
  });

  test('is not made up where there is neither an account nor a password', async () => {
    stage = await startStage();
    await isReady(await stage.start({ ADMIN_EMAIL: admin.email }));
    expect(await accounts()).toEqual([]);
  });
});
