import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expectEveryOrderEnded, pairs, useBusyShop } from './busy-shop';
import { root } from './helm';
import { journeyThrough } from './journey';
import { list, secret } from './kubernetes';
import { release } from './shop-release';

const run = promisify(execFile);
const namespace = 'flotilla-e2e-rotation';

const { shop, load } = useBusyShop(namespace);

/** Every Secret that bootstrap made and that has a second one of its kind beside it. */
async function rotatable(): Promise<string[]> {
  const made = await list('secrets', namespace, 'app.kubernetes.io/managed-by=bootstrap');
  return made.map(({ metadata }) => metadata.name).filter((name) => /-nats$|-db-secret$|-token-keys$/.test(name));
}

async function contents(names: readonly string[]): Promise<Record<string, string>> {
  const keyOf = (name: string): string =>
    name.endsWith('-nats') ? 'nkey' : name.endsWith('-db-secret') ? 'db_url' : 'private';
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await secret(namespace, name, keyOf(name))] as const)),
  );
}

const rotate = (names: readonly string[]): Promise<{ stdout: string }> =>
  run('npm', ['run', '--silent', 'rotate', '--', '--namespace', namespace, ...names], { cwd: root });

test('every nkey, database password and signing key is replaced, most of them twice, and no request fails', async () => {
  const names = await rotatable();
  expect(names.length).toBeGreaterThan(9);
  const before = await contents(names);
  const running = await load({ rate: 5, maxSeconds: 1_200 });
  await rotate(names);
  const between = await contents(names);
  // Tokens live for longer than this test, and a second rotation would end those that the first key signed.
  const again = names.filter((name) => !name.endsWith('-token-keys'));
  process.stdout.write((await rotate(again)).stdout);
  const after = await contents(names);
  const result = await running.stop();
  for (const name of names) expect(between[name]).not.toBe(before[name]);
  for (const name of again) expect([before[name], between[name]]).not.toContain(after[name]);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  expect(result.orders).toBeGreaterThan(50);
  expect({ failed: result.failed, failures: result.failures }).toEqual({ failed: 0, failures: [] });
  expectEveryOrderEnded(result);
});

test('the shop goes on, and an upgrade keeps what was rotated', async () => {
  const names = await rotatable();
  const before = await contents(names);
  await release('upgrade', { ...shop, values: pairs });
  expect(await contents(names)).toEqual(before);
  await journeyThrough(namespace, 'shop-gateway', 'shop-admin');
});

test('a Secret of another kind is refused, and says what would be rotated', async () => {
  await expect(rotate(['shop-admin'])).rejects.toThrow(/Secret shop-admin: found the keys email, password, expected/);
});
