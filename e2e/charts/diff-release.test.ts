import { spawnSync } from 'node:child_process';
import { chartFiles, manifestText, runFleet } from '@flotilla/constructs';
import { fleet } from '../../main';
import { charts, manifests } from './shop';
import { TemporaryFolder } from './temporary-folder';
import { testWithHelm } from './test-with-helm';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** What `npm run diff:release` calls, in this process. */
function diffRelease(args: readonly string[], helm = 'no-such-helm'): Outcome {
  const texts = { out: '', err: '' };
  const spies = (['out', 'err'] as const).map((stream) =>
    jest.spyOn(process[`std${stream}`], 'write').mockImplementation((text) => {
      texts[stream] += text;
      return true;
    }),
  );
  const before = process.env.HELM;
  process.env.HELM = helm;
  try {
    return { code: runFleet(fleet, ['diff:release', ...args]), ...texts };
  } finally {
    if (before === undefined) delete process.env.HELM;
    else process.env.HELM = before;
    for (const spy of spies) spy.mockRestore();
  }
}

const production = manifestText(manifests('production'), 'A test.');
const before = folder.write('before/shop.yaml', production);

test('a release may follow itself', () => {
  expect(diffRelease([before, before])).toMatchObject({ code: 0, out: '# The upgrade may go ahead\n' });
});

test('the command of npm gives the same, with its exit code', () => {
  const args = [before, 'nowhere'];
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'diff:release', '--', ...args], {
    encoding: 'utf8',
  });
  expect({ code: status, out: stdout, err: stderr }).toEqual({ ...diffRelease(args), code: 2 });
});

test('a renamed service and another selector are refused, as Markdown and as JSON', () => {
  const text = production
    .replaceAll(/^( *app\.kubernetes\.io\/component): server$/gm, '$1: web')
    .replace(/(kind: ServiceAccount\nmetadata:\n {2}name: )orders\n/, '$1buyers\n');
  folder.write('after/shop.yaml', text);
  const markdown = diffRelease([before, `${folder.path}/after`]);
  expect(markdown.code).toBe(1);
  expect(markdown.out).toContain('## Deployment shop/orders: spec.selector');
  expect(markdown.out).toContain('## ServiceAccount shop/orders');
  const json = diffRelease(['--format', 'json', before, `${folder.path}/after`]);
  expect(json.code).toBe(1);
  expect((JSON.parse(json.out) as { refusals: { place: string }[] }).refusals.map(({ place }) => place)).toEqual(
    expect.arrayContaining(['ServiceAccount shop/orders', 'Deployment shop/orders: spec.selector']),
  );
});

test('a service that is renamed throughout, and another namespace, are refused, until the old one is named', () => {
  const documents = production
    .split('---\n')
    .map((text) =>
      /^ {4}app\.kubernetes\.io\/name: orders$/m.test(text) ? text.replaceAll('orders', 'orderz') : text,
    );
  const renamed = folder.write('renamed/shop.yaml', documents.join('---\n'));
  expect(diffRelease([before, renamed])).toMatchObject({
    code: 1,
    out: expect.stringContaining('--removed Deployment/orders\n'),
  });
  const named = ['Deployment/orders', 'Service/orders', 'Service/orders-admin'].flatMap((name) => ['--removed', name]);
  expect(diffRelease([before, renamed, ...named])).toMatchObject({ code: 0 });
  const moved = folder.write('moved/shop.yaml', production.replaceAll('namespace: shop\n', 'namespace: shop2\n'));
  expect(diffRelease([before, moved])).toMatchObject({ code: 1 });
});

test.each([
  ['nothing', [before], 'expected two releases'],
  ['a path that is not there', [before, 'nowhere'], 'nowhere: found nothing, expected manifests or a Helm chart'],
  ['a file that is no manifest', [before, 'package.json'], 'package.json: found a document without kind'],
  ['a file without objects', [folder.write('empty.yaml', '---\n'), before], 'empty.yaml: found no object'],
  ['a chart without Helm', [before, 'deploy/shop'], 'deploy/shop: a chart needs Helm, and no-such-helm cannot be run'],
])('%s is refused as input', (_, args, message) => {
  const { code, err } = diffRelease(args);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
});

testWithHelm('charts are compared by what Helm renders of them', (helm) => {
  const orders = charts.find(({ identity }) => identity.name === 'orders');
  if (orders === undefined) throw new Error('there is no chart of orders');
  for (const [path, text] of chartFiles(orders)) {
    folder.write(`old/${path}`, text);
    folder.write(
      `new/${path}`,
      path === 'templates/deployment.yaml' ? text.replace('component: server', 'component: web') : text,
    );
  }
  expect(diffRelease([`${folder.path}/old`, `${folder.path}/old`], helm)).toMatchObject({ code: 0 });
  const { code, out } = diffRelease([`${folder.path}/old`, `${folder.path}/new`], helm);
  expect(code).toBe(1);
  expect(out).toContain('## Deployment default/orders: spec.selector');
});
