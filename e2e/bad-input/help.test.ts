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
