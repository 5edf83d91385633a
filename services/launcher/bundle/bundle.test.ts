import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir, type } from 'node:os';
import { join, resolve } from 'node:path';
import { Script } from 'node:vm';
import { eventually } from '@flotilla/runtime/testing';
import { bundle, bundleForImage, watchBundle } from '.';

describe('programs', () => {
  let root: string;
  const options = () => ({
    entries: { 'a/main': 'a.ts', 'b/main': 'b.ts' },
    outputDirectory: join(root, 'out'),
    root,
  });
  const run = (file: string): string => execFileSync(process.execPath, [join(root, file)], { encoding: 'utf8' });

  /** At once, as editors save: a watcher that finds the file half written would bundle that. */
  const save = async (file: string, text: string): Promise<void> => {
    await writeFile(join(root, `${file}.new`), text);
    await rename(join(root, `${file}.new`), join(root, file));
  };

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'flotilla-bundle-'));
    await mkdir(join(root, 'node_modules/lazy'), { recursive: true });
    for (const name of ['zod', 'pino', '@node-rs']) {
      await symlink(resolve(__dirname, '../../../node_modules', name), join(root, 'node_modules', name));
    }
    await mkdir(join(root, 'out'));
    await writeFile(
      join(root, 'shared.ts'),
      `import { z } from 'zod'; export const text = z.string().parse('shared');`,
    );
    await writeFile(join(root, 'a.ts'), `import { text } from './shared'; console.log('a', text);`);
    await writeFile(
      join(root, 'b.ts'),
      `import { hashSync } from '@node-rs/argon2'; console.log('b', hashSync('x').slice(0, 9));`,
    );
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  test('share their packages, native addons among them, and each has its own hash', async () => {
    const programs = await bundle(options());
    expect(Object.keys(programs)).toEqual(['a/main', 'b/main']);
    expect(run('out/a/main.js')).toBe('a shared\n');
    expect(run('out/b/main.js')).toBe('b $argon2id\n');
    expect(await bundle(options())).toEqual(programs);
  });

  test('have packages that import what they need when they need it', async () => {
    await save('node_modules/lazy/index.js', `exports.type = () => import('node:os').then((os) => os.type());`);
    await save('a.ts', `import { type } from 'lazy'; void type().then((text) => console.log(text));`);
    await bundle(options());
    expect(run('out/a/main.js')).toBe(`${type()}\n`);
  });

  test('are left alone while everything that they are made from is as it was', async () => {
    await mkdir(join(root, 'lib/place'), { recursive: true });
    await save('lib/place/index.ts', `export const place = 'a folder';`);
    await save('a.ts', `import { place } from './lib/place'; console.log('from', place);`);
    const programs = await bundle(options());
    const made = () => stat(join(root, 'out/a/main.js')).then(({ ino }) => ino);
    const first = await made();
    expect(await bundle(options())).toEqual(programs);
    expect(await made()).toBe(first);

    await save('lib/place.ts', `export const place = 'a file beside it';`);
    await bundle(options());
    expect(run('out/a/main.js')).toBe('from a file beside it\n');
    await save('lib/place.ts', `export const place = 'another file';`);
    await bundle(options());
    expect(run('out/a/main.js')).toBe('from another file\n');
  });

  test('are made again where another version stands in their place', async () => {
    const programs = await bundle(options());
    await save('out/a/main.js', 'console.log("left over by a watcher")');
    expect(await bundle(options())).toEqual(programs);
    expect(run('out/a/main.js')).toBe('a shared\n');
  });

  test('find their packages compiled for this version of Node.js, and run without that too', async () => {
    await bundle(options());
    const packages = async (end: string): Promise<string> => {
      const names = (await readdir(join(root, 'out'))).filter((name) => name.startsWith('packages-'));
      return join(root, 'out', names.find((name) => name.endsWith(end)) as string);
    };
    const cache = await packages(`.${process.version}.cache`);
    const source = `(function (exports, require, module, __filename, __dirname) {${await readFile(await packages('.js'), 'latin1')}\n})`;
    const script = new Script(source, { cachedData: await readFile(cache) });
    expect(script.cachedDataRejected).toBe(false);

    await writeFile(cache, 'of no use');
    expect(run('out/a/main.js')).toBe('a shared\n');
    await rm(cache);
    expect(run('out/a/main.js')).toBe('a shared\n');
    await bundle(options());
    expect(await packages('.cache')).toBe(cache);
  });

  test('are made again when a source changes, and only those that it is in are said to have changed', async () => {
    const before = await bundle(options());
    const changes: (readonly string[])[] = [];
    const failures: string[] = [];
    const stop = await watchBundle(options(), before, {
      onChange: (changed) => changes.push(changed),
      onFailure: ({ message }) => failures.push(message),
    });
    try {
      await save('shared.ts', `import pino from 'pino'; export const text = typeof pino;`);
      await eventually(() => changes.length === 1);
      expect(changes).toEqual([['a/main']]);
      expect(run('out/a/main.js')).toBe('a function\n');
      await save('b.ts', 'const b = ;');
      await eventually(() => failures.length > 0);
      expect(failures[0]).toMatch(/Unexpected ";"[\s\S]*b\.ts:1:10/);
      expect(run('out/b/main.js')).toBe('b $argon2id\n');
    } finally {
      await stop();
    }
  });

  test('that cannot be made say where the mistake is', async () => {
    await writeFile(join(root, 'a.ts'), `import './missing';`);
    await expect(bundle(options())).rejects.toThrow(/Could not resolve "\.\/missing"[\s\S]*a\.ts:1:7/);
  });

  test('for an image need nothing beside them but native addons', async () => {
    await bundleForImage([join(root, 'a.ts'), join(root, 'b.ts')], join(root, 'image'));
    await rm(join(root, 'node_modules'), { recursive: true });
    expect(run('image/a.js')).toBe('a shared\n');
    expect(run('image/b.js')).toBe('b $argon2id\n');
  });
});
