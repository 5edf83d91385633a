import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ShopCopy } from '../bad-input/shop-copy';
import { overrides } from './empty-project';

const repository = join(__dirname, '../..');
const page = readFileSync(join(repository, 'docs/constructs.md'), 'utf8');

interface Block {
  readonly language: string;
  readonly text: string;
  /** What the comment above the block says, e.g. `from main.ts`. */
  readonly origin: string;
}

const blocks: Block[] = [...page.matchAll(/(?:<!-- (.+) -->\n)?```(\w+)\n([\s\S]*?)```/g)].map(
  ([, origin = '', language = '', text = '']) => ({ language, text, origin }),
);

test('all code of the page is copied from a file that tests run', () => {
  const code = blocks.filter(({ language }) => language === 'ts' || language === 'js');
  expect(code.length).toBeGreaterThan(5);
  for (const { origin, text } of code) {
    expect(origin).toMatch(/^from (e2e\/library\/project|environments)\//);
    expect(readFileSync(join(repository, origin.replace('from ', '')), 'utf8')).toContain(text);
  }
});

test('the page and this repository leave out the same packages', () => {
  const [block] = blocks.filter(({ language }) => language === 'json');
  expect(JSON.parse(`{ ${block?.text} }`)).toEqual({ overrides });
  expect(JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))).toMatchObject({ overrides });
});

test('all commands of the page run without an error', () => {
  const shop = new ShopCopy();
  try {
    for (const { origin, text } of blocks) {
      if (origin.startsWith('as ')) writeFileSync(join(shop.path, origin.replace('as ', '')), text);
    }
    const lines = blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.trim().split('\n'));
    // What the installation gives is what the test of the packed library is about.
    const commands = lines.filter((line) => !line.startsWith('npm install '));
    expect(commands).toHaveLength(5);
    for (const command of commands) {
      const { exitCode, stderr } = shop.run('sh', '-c', command);
      expect({ command, exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ command, exitCode: 0, stderr: '' });
    }
    expect([...shop.files('dist/charts').keys()]).toContain('SHA256SUMS');
  } finally {
    shop.remove();
  }
});

test('the values that users of a chart have, as the page says, are values of a chart', () => {
  const [, sentence = ''] = /Users of the chart have the values\s([^.]*)\./.exec(page) ?? [];
  const keys = [...sentence.matchAll(/`(\w+)`/g)].map(([, key]) => key as string);
  expect(keys).toContain('extraManifests');
  const values = readFileSync(join(repository, 'deploy/shop/charts/orders/values.yaml'), 'utf8');
  for (const key of keys) expect(values).toMatch(new RegExp(`^${key}:`, 'm'));
});
