import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flotilla-program-'));
  await build({
    entryPoints: ['provision', 'bootstrap'].map((name) => join(__dirname, `${name}.ts`)),
    outdir: directory,
    bundle: true,
    platform: 'node',
    target: 'node20',
    conditions: ['source'],
    external: ['pg-native'],
    logLevel: 'silent',
  });
});

afterAll(() => rm(directory, { recursive: true, force: true }));

/** Runs a program as the image does, with its input in a folder. */
async function run(
  program: string,
  files: Readonly<Record<string, string>>,
  env = {},
): Promise<[number | null, string]> {
  const input = await mkdtemp(join(directory, 'input-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(input, name), text);
  const child = spawn(process.execPath, [join(directory, `${program}.js`)], {
    cwd: directory,
    env: { INPUT_DIRECTORY: input, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return [code, output];
}

test('provision has nothing to do without input', async () => {
  expect(await run('provision', {})).toEqual([0, '']);
});

test.each([
  ['provision', 'nats.json', '{"url": 1}', /nats\.json: is not what this version reads.*url/],
  ['provision', 'postgresql.json', 'x', /postgresql\.json: is not what this version reads/],
  ['bootstrap', 'secrets.json', '[{"kind":"magic","name":"x"}]', /secrets\.json: is not what this version reads.*kind/],
  ['bootstrap', 'secrets.json', '[]', /KUBERNETES_SERVICE_HOST: is not set; this runs in a pod of Kubernetes/],
])('%s ends with 1 and says what is wrong with %s %s', async (program, file, text, message) => {
  const [code, output] = await run(program, { [file]: text });
  expect(code).toBe(1);
  expect(JSON.parse(output)).toMatchObject({ level: 'error', msg: expect.stringMatching(new RegExp(message, 's')) });
});

test('provision names a secret file that is missing', async () => {
  const nats = {
    url: 'nats://127.0.0.1:1',
    seedFile: '/nowhere/nkey',
    inboxPrefix: '_INBOX_p',
    streams: [],
    consumers: [],
  };
  const [code, output] = await run('provision', { 'nats.json': JSON.stringify(nats) });
  expect(code).toBe(1);
  expect(output).toContain('/nowhere/nkey');
});
