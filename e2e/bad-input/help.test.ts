import { spawnSync } from 'node:child_process';

const programs = [
  'seed',
  'observe',
  'bench:fleet',
  'bench:scaling',
  'bench:synth',
  'test:equivalence',
  'rotate',
  'images',
  'images:stand-ins',
  'images:next-releases',
  'contracts',
  'analyse',
  'e2e:schemathesis',
  'e2e:cluster:prepare',
];

function npmRun(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test.each(programs)('npm run %s tells its usage when asked, and does nothing else', (program) => {
  const stdout = expect.stringMatching(/^usage: /);
  expect(npmRun(program, '--', '--help')).toEqual({ status: 0, stdout, stderr: '' });
});

test.each(['seed', 'observe', 'bench:fleet', 'test:equivalence', 'contracts', 'e2e:schemathesis', 'images:stand-ins'])(
  'npm run %s tells an unknown option with its usage, and without a stack',
  (program) => {
    const { status, stdout, stderr } = npmRun(program, '--', '--bogus');
    expect({ isRefused: status !== 0, stdout }).toEqual({ isRefused: true, stdout: '' });
    expect(stderr).toMatch(/Unknown option '--bogus'[\s\S]*\nusage: /);
    expect(stderr).not.toMatch(/^\s+at /m);
  },
);

test.each([
  ['bench:fleet', '--services', 'x', 'a whole number, at least 1'],
  ['bench:fleet', '--node-selector', 'x', 'KEY=VALUE'],
  ['bench:scaling', '--minutes', 'x', 'a whole number, at least 1'],
  ['bench:scaling', '--every', '0', 'a whole number, at least 1'],
  ['bench:synth', '--rounds', 'x', 'a whole number, at least 1'],
  ['bench:synth', '--sizes', '10,,20', 'whole numbers with commas between them, at least 1'],
  ['test:equivalence', '--runs', 'abc', 'a whole number, at least 1'],
  ['test:equivalence', '--chart', 'nope', 'one of platform, users, products, orders, payments, gateway, shop'],
])('npm run %s refuses %s "%s", and does nothing else', (program, option, value, expected) => {
  const { status, stdout, stderr } = npmRun(program, '--', option, value);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(expected);
  expect(stderr).toMatch(/\nusage: /);
});
