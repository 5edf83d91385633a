import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '@flotilla/runtime/testing';
import { connect } from 'nats';
import { Client } from 'pg';
import { findNatsServer, startNatsServer, startPostgresql } from '.';

const toolsDirectory = resolve(__dirname, '../../../.flotilla/tools');

/** A process that is gone, or only waits for a parent to take note. */
async function isGone(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return true;
  }
  return / Z /.test(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ' Z '));
}

describe('embedded servers', () => {
  let directory: string;
  const cleanups: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flotilla-embedded-'));
    await chmod(directory, 0o711);
  });

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) {
      await cleanup();
    }
    await rm(directory, { recursive: true, force: true });
  });

  const query = async (url: string, sql: string): Promise<unknown[]> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    return client
      .query(sql)
      .then(({ rows }) => rows)
      .finally(() => client.end());
  };

  describe('PostgreSQL', () => {
    test('keeps its data over a stop and a crash, has a role and a database per service, and says what stands in its way', async () => {
      const options = { directory: join(directory, 'postgresql'), durable: true };
      let server = await startPostgresql(options);
      cleanups.push(() => server.stop());
      const url = await server.ensureDatabase('orders', "it's a/secret");
      await query(url, 'create table kept as select 1 as one');
      const other = await server.ensureDatabase('users', 'another');
      const crossed = Object.assign(new URL(other), { pathname: '/orders' }).href;
      await expect(query(crossed, 'select 1')).rejects.toMatchObject({ code: '42501' });
      await expect(query(url.replace(/:[^:@]*@/, ':wrong@'), 'select 1')).rejects.toMatchObject({ code: '28P01' });
      for (const end of [() => server.stop(), () => server.crash()]) {
        const { port } = server;
        await end();
        server = await startPostgresql({ ...options, port });
        expect(await server.ensureDatabase('orders', "it's a/secret")).toBe(url);
        expect(await query(url, 'select one from kept')).toEqual([{ one: 1 }]);
      }
      expect(await query(server.adminUrl, 'show unix_socket_directories')).toEqual([{ unix_socket_directories: '' }]);
      expect(await query(server.adminUrl, 'show fsync')).toEqual([{ fsync: 'on' }]);
      expect((await stat(join(options.directory, 'superuser-password'))).mode & 0o077).toBe(0);
      await expect(server.ensureDatabase('Orders; drop', 'x')).rejects.toThrow(
        "database name 'Orders; drop': expected lower case letters",
      );

      await server.stop();
      const blocker = createServer().listen(server.port, '127.0.0.1');
      await once(blocker, 'listening');
      cleanups.push(async () => blocker.close());
      const blocked = startPostgresql({ ...options, port: server.port });
      await expect(blocked).rejects.toThrow(/PostgreSQL ended at start.*Address already in use/s);
    });

    test('makes anew what an interrupted initdb left behind', async () => {
      await mkdir(join(directory, 'postgresql', 'data'), { recursive: true });
      await writeFile(join(directory, 'postgresql', 'data', 'PG_VERSION'), '18\n');
      const server = await startPostgresql({ directory: join(directory, 'postgresql'), durable: false });
      cleanups.push(() => server.stop());
      expect(await query(server.adminUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    });
  });

  describe('NATS', () => {
    test('is found once for all who look at the same time', async () => {
      const found = await Promise.all([findNatsServer(toolsDirectory), findNatsServer(toolsDirectory)]);
      expect(found[0]).toEqual(found[1]);
      expect((await readdir(toolsDirectory).catch(() => [])).filter((name) => name.startsWith('.fetch-'))).toEqual([]);
    });

    test('is the one that is named, if it is one, and recent', async () => {
      const fake = async (version: string): Promise<string> => {
        const path = join(directory, `nats-server-${version}`);
        await writeFile(path, `#!/bin/sh\necho "nats-server: v${version}"\n`, { mode: 0o755 });
        return path;
      };
      const NATS_SERVER_BIN = await fake('2.11.3');
      expect(await findNatsServer(toolsDirectory, { NATS_SERVER_BIN })).toEqual({
        path: NATS_SERVER_BIN,
        version: '2.11.3',
        origin: 'NATS_SERVER_BIN',
      });
      const old = await fake('2.9.25');
      await expect(findNatsServer(toolsDirectory, { NATS_SERVER_BIN: old })).rejects.toThrow(
        /found version 2.9.25, expected nats-server >= 2.10/,
      );
      await expect(findNatsServer(toolsDirectory, { NATS_SERVER_BIN: '/nowhere' })).rejects.toThrow(
        /found no nats-server that runs/,
      );
    });

    test('is said to be missing in one sentence, with what would help', async () => {
      const find = findNatsServer(join(directory, 'tools'), { PATH: directory });
      await expect(find).rejects.toThrow(
        /^no nats-server >= 2.10 found: put one on PATH, name one in NATS_SERVER_BIN, or point NATS_URL at/,
      );
    });

    test('syncs every write, keeps its store over a crash, and takes the users it is given', async () => {
      const { path: binary } = await findNatsServer(toolsDirectory);
      const options = {
        binary,
        directory: join(directory, 'nats'),
        configuration: 'authorization { users: [{ user: "u", password: "p" }] }',
      };
      let server = await startNatsServer(options);
      cleanups.push(() => server.stop());
      const { port } = server;
      const asUser = () => connect({ servers: server.url, user: 'u', pass: 'p' });
      await expect(connect({ servers: server.url })).rejects.toMatchObject({ code: 'AUTHORIZATION_VIOLATION' });
      const before = await asUser();
      await (await before.jetstreamManager()).streams.add({ name: 'S', subjects: ['s'] });
      await before.jetstream().publish('s', 'kept');
      await before.close();
      await server.crash();
      server = await startNatsServer({ ...options, port });
      const after = await asUser();
      const stream = await (await after.jetstreamManager()).streams.info('S');
      await after.close();
      expect(stream.state.messages).toBe(1);
      expect(server.port).toBe(port);
    });

    test('says what stands in its way', async () => {
      const { path: binary } = await findNatsServer(toolsDirectory);
      const start = startNatsServer({ binary, directory: join(directory, 'nats'), configuration: 'nonsense {{' });
      await expect(start).rejects.toThrow(/nats-server ended at start; the end of .*nats-server.log:/);
    });
  });

  test('end with the process that started them, even when it is killed, and take their files along', async () => {
    const script = `
      const { findNatsServer, startNatsServer, startPostgresql } = require(${JSON.stringify(__dirname)});
      (async () => {
        const { path: binary } = await findNatsServer(${JSON.stringify(toolsDirectory)});
        const nats = await startNatsServer({ binary, directory: ${JSON.stringify(join(directory, 'run', 'nats'))}, ephemeral: true });
        const postgresql = await startPostgresql({ directory: ${JSON.stringify(join(directory, 'run', 'postgresql'))}, durable: false, ephemeral: true });
        console.log(JSON.stringify([nats.pid, postgresql.pid]));
        setInterval(() => undefined, 1000);
      })();`;
    const owner: ChildProcess = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: resolve(__dirname, '../../..'),
    });
    const [line] = await once(createInterface(owner.stdout!), 'line');
    const pids = JSON.parse(line) as number[];
    expect(await Promise.all(pids.map(isGone))).toEqual([false, false]);
    owner.kill('SIGKILL');
    await eventually(async () => (await Promise.all(pids.map(isGone))).every(Boolean));
    await eventually(() => !existsSync(join(directory, 'run')));
  });
});
