import { type ChildProcess, type ChildProcessByStdio, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { eventually } from '@flotilla/runtime/testing';
import { findPort } from './embedded';
import { fleetFile, launcherFile, processesWith } from './testing/processes';

const root = resolve(__dirname, '../..');

interface Launched {
  readonly process: ChildProcess;
  output(): string;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

describe('the command line', () => {
  let parent: string;
  let state: string;
  let launched: Launched[];

  function launch(args: readonly string[]): Launched {
    const command = ['--conditions=source', '--import', 'tsx', launcherFile, ...args];
    return spawned(process.execPath, command, { cwd: root });
  }

  function spawned(file: string, args: readonly string[], options: SpawnOptions): Launched {
    const child = spawn(file, args, {
      ...options,
      env: { ...process.env, STARTED_BY: parent }, // Which everything below it inherits.
      stdio: ['ignore', 'pipe', 'pipe'],
    }) as ChildProcessByStdio<null, Readable, Readable>;
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
    const ended = once(child, 'close').then(([code]) => code as number | null);
    const one = { process: child, output: () => text, ended };
    launched.push(one);
    return one;
  }

  /** On a free port, which it says. */
  async function startOn(port: number): Promise<Launched> {
    return untilReady(launch(['start', fleetFile, '--state', state, '--port', String(port)]));
  }

  async function untilReady(one: Launched): Promise<Launched> {
    await eventually(() => {
      if (one.process.exitCode !== null) throw new Error(one.output());
      return /^ready: /m.test(one.output());
    }, 50_000);
    return one;
  }

  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'flotilla-main-'));
    await chmod(parent, 0o711); // PostgreSQL may run under another account.
    state = join(parent, 'state');
  });
  beforeEach(() => {
    launched = [];
  });
  afterEach(async () => {
    for (const { process: child, ended } of launched) {
      child.kill('SIGKILL');
      await ended;
    }
    await eventually(async () => (await processesWith(parent)).length === 0);
  });
  afterAll(() => rm(parent, { recursive: true, force: true }));

  test('starts, says where it is ready and how to log in, and ends with 0 at Ctrl-C, leaving no process', async () => {
    const port = await findPort();
    const one = await startOn(port);
    expect(await (await fetch(`http://localhost:${port}/items`)).json()).toMatchObject({ items: [] });
    const password = await readFile(join(state, 'secrets/admin/password'), 'utf8');
    const lines = one.output().split('\n');
    expect(lines.filter((line) => line.startsWith('ready:'))).toEqual([`ready: http://localhost:${port}`]);
    expect(one.output()).toContain(`open      http://localhost:${port}/items`);
    expect(one.output()).toContain(`log in    as admin@example.com with the password ${password} (shown this once;`);
    expect(one.output()).not.toContain('\u001b['); // No terminal, no colours.
    one.process.kill('SIGINT');
    expect(await one.ended).toBe(0);
    expect(one.output()).toMatch(/clerk +INFO +stopped[\s\S]*shelf +INFO +stopped[\s\S]*servers: stopped/);
    await eventually(async () => (await processesWith(parent)).length === 0);
  });

  test('is waited for by npm at Ctrl-C, which then ends with 0 as well', async () => {
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const start = scripts.start
      .replace('services/launcher/main.ts', launcherFile)
      .replace('services/shop.ts', fleetFile);
    await writeFile(join(parent, 'package.json'), JSON.stringify({ scripts: { start } }));
    await symlink(join(root, 'node_modules'), join(parent, 'node_modules'));
    const args = ['start', '--', '--state', state, '--port', String(await findPort())];
    const one = await untilReady(spawned('npm', args, { cwd: parent, detached: true }));
    process.kill(-(one.process.pid as number), 'SIGINT'); // All processes of the terminal, as Ctrl-C does.
    expect(await one.ended).toBe(0);
    expect(one.output()).toContain('servers: stopped');
    expect(one.output()).not.toContain('again');
  });

  test('leaves no process when it is killed, and starts again at once with its data', async () => {
    const port = await findPort();
    const one = await startOn(port);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'kept' });
    expect((await fetch(`http://localhost:${port}/items`, { method: 'POST', headers, body })).status).toBe(201);
    expect((await processesWith(parent)).length).toBeGreaterThanOrEqual(6);
    one.process.kill('SIGKILL');
    const two = await startOn(port);
    expect(await (await fetch(`http://localhost:${port}/items`)).json()).toMatchObject({ items: ['kept'] });
    expect(two.output()).toContain('with the password in ');

    const seen = launch(['observe', fleetFile, '--state', state]);
    expect(await seen.ended).toBe(0);
    expect(seen.output()).toMatch(/Declared and never used\n[\s\S]*door → shelf +forward/);

    two.process.kill('SIGTERM');
    two.process.kill('SIGTERM');
    expect([0, 1]).toContain(await two.ended); // 0 when it had stopped before the second one came.
  });

  test('says which port is in use and what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const one = launch(['start', fleetFile, '--isolated', '--port', String(port)]);
    expect(await one.ended).toBe(1);
    server.close();
    expect(one.output()).toContain(`port ${port} is in use; end what listens on it, or choose another: --port N\n`);
  });

  test('refuses what it does not understand, with its usage', async () => {
    const one = launch(['start', fleetFile, '--prot', '1']);
    expect(await one.ended).toBe(2);
    expect(one.output()).toContain("Unknown option '--prot'");
    expect(one.output()).toContain('usage: start [--port N]');
  });

  test('says that nothing runs where there is nothing to observe', async () => {
    const one = launch(['observe', fleetFile, '--state', join(parent, 'nothing')]);
    expect(await one.ended).toBe(1);
    expect(one.output()).toContain(`nothing runs out of ${join(parent, 'nothing')}; start it with npm start`);
  });
});
