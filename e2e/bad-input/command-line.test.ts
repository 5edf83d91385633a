import { type Outcome, ShopCopy } from './shop-copy';

const shop = new ShopCopy();
afterAll(() => shop.remove());

/** Runs a command of the project in a shell, which fails where any part of a pipe fails. */
function shell(script: string): Outcome {
  return shop.run('bash', '-o', 'pipefail', '-c', script);
}

test('that somebody reads no further is no failure', () => {
  const { exitCode, stdout, stderr } = shell('npm run --silent render -- shop | head -1');
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 0,
    stdout: '# Rendered from the chart shop.\n',
    stderr: '',
  });
});

test('values come from standard input too, and an empty namespace is the default one, as for Helm', () => {
  const values = 'autoscaling: { enabled: false }\nreplicaCount: 7';
  const { exitCode, stdout } = shell(`printf '${values}' | npm run --silent render -- orders -f - --namespace ""`);
  expect({ exitCode, namespaces: new Set(stdout.match(/^ {2}namespace: .*$/gm)) }).toEqual({
    exitCode: 0,
    namespaces: new Set(['  namespace: default']),
  });
  expect(stdout).toContain('replicas: 7');
});

test('what every object has by itself is no command', () => {
  const { exitCode, stderr } = shop.run('npx', 'tsx', '--conditions=source', 'main.ts', 'toString');
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('unknown command "toString"') });
});
