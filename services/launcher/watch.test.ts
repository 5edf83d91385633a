import { mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from '@flotilla/runtime/testing';
import { bundle } from './bundle';
import type { ShopService } from './shop-services';
import { restartWhatChanges } from './watch';

let root: string;
let done: string[];
let stop: () => Promise<void>;

/** At once, as editors save. */
async function save(file: string, text: string): Promise<void> {
  await writeFile(join(root, `${file}.new`), text);
  await rename(join(root, `${file}.new`), join(root, file));
}

const service = (name: string): [string, ShopService] => [
  name,
  {
    migrate: async () => void done.push(`${name} migrated`),
    process: { restart: async () => void done.push(`${name} restarted`) },
  } as unknown as ShopService,
];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'flotilla-watch-'));
  done = [];
  await symlink(resolve(__dirname, '../../node_modules'), join(root, 'node_modules'));
  await save('declaration.ts', `export const name = 'clerk';`);
  await save('table.ts', `export const table = 'note';`);
  await save(
    'clerk.ts',
    `import { name } from './declaration'; import { table } from './table'; console.log(name, table);`,
  );
  await save('migrate.ts', `import { table } from './table'; console.log(table);`);
  await save('shelf.ts', `console.log('shelf');`);
  await save('synth.ts', `import { name } from './declaration'; console.log('synth', name);`);
  const entries = {
    'clerk/main': 'clerk.ts',
    'clerk/migrate': 'migrate.ts',
    'shelf/main': 'shelf.ts',
    '_synth/main': 'synth.ts',
  };
  const options = { entries, outputDirectory: join(root, 'out'), root };
  stop = await restartWhatChanges({
    before: await bundle(options),
    options,
    services: new Map([service('clerk'), service('shelf')]),
    ending: new AbortController().signal,
    log: (level, message) => void done.push(`${level}: ${message}`),
  });
});
afterEach(async () => {
  await stop();
  await rm(root, { recursive: true, force: true });
});

test('what has changed is restarted, after its migration, and nothing else is', async () => {
  await save('table.ts', `export const table = 'letter';`);
  await eventually(() => done.includes('info: clerk has changed and was restarted'));
  expect(done).toEqual(['clerk migrated', 'clerk restarted', 'info: clerk has changed and was restarted']);
});

test('a changed declaration restarts its service, and it is said what that does not do', async () => {
  await save('declaration.ts', `export const name = 'scribe';`);
  await eventually(() => done.includes('info: clerk has changed and was restarted'));
  expect(done).toContain('clerk restarted');
  expect(done).toContainEqual(
    expect.stringMatching(/^warn: what is declared .*permissions at the broker.*npm run dev/),
  );
  expect(done.join()).not.toContain('shelf');
});

test('sources with a mistake restart nothing, and the mistake is shown', async () => {
  await save('table.ts', 'export const table = ;');
  await eventually(() => done.length > 0);
  expect(done).toEqual([expect.stringMatching(/^error: the sources cannot be bundled[\s\S]*table\.ts:1:21/)]);
});
