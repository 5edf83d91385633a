import type { Fleet } from '../fleet';
import { explain, topologyOf } from '../topology';
import { library, service } from '../topology/testing/declarations';
import { runFleet } from './run';

/** A fleet of which only the declarations are looked at. */
const fleet = { name: 'post', declarations: [{ name: 'parcels' }], environments: [] } as unknown as Fleet;

function run(...argv: readonly string[]): { code: number; out: string; err: string } {
  return runOn(fleet, ...argv);
}

function runOn(fleet: Fleet, ...argv: readonly string[]): { code: number; out: string; err: string } {
  const texts = { out: '', err: '' };
  const spies = (['out', 'err'] as const).map((stream) =>
    jest.spyOn(process[`std${stream}`], 'write').mockImplementation((text) => {
      texts[stream] += text;
      return true;
    }),
  );
  try {
    return { code: runFleet(fleet, argv), ...texts };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test('asked for help, it tells which commands there are', () => {
  const { code, out, err } = run('--help');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('\n  synth [--check]\n');
  expect(run('-h').out).toBe(out);
});

test.each(['synth', 'render', 'explain', 'package', 'diff:release', 'diff:topology'])(
  'asked for help, %s tells its usage and does nothing else',
  (command) => {
    const usage = { code: 0, out: expect.stringMatching(`^usage: ${command}\\b`), err: '' };
    expect(run(command, '--help')).toEqual(usage);
    expect(run(command, 'any', '-h')).toEqual(usage);
  },
);

test.each(['render', 'explain', 'diff:release', 'diff:topology'])(
  '%s tells an unknown option with its usage',
  (command) => {
    const err = expect.stringMatching(`^${command}: Unknown option '--fromat'.*\nusage: ${command} `);
    expect(run(command, '--fromat', 'json')).toEqual({ code: 2, out: '', err });
  },
);

test.each([
  ['diff:release', 'old', 'new'],
  ['diff:topology', 'HEAD'],
])('%s tells an unknown format with its usage', (command, ...words) => {
  const err = expect.stringMatching(`^${command}: found format "xml", expected markdown or json\nusage: ${command} `);
  expect(run(command, ...words, '--format', 'xml')).toEqual({ code: 2, out: '', err });
});

test('declarations that stand in other files than those of a revision are not compared', () => {
  const { code, out, err } = run('diff:topology', 'HEAD');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^diff:topology: found no services\/parcels\/service\.ts, expected .+; move .+\n$/);
});

describe('explain', () => {
  const explained = (...argv: readonly string[]) => runOn({ ...fleet, declarations: library }, 'explain', ...argv);

  test('prints text, and its exit code is the answer', () => {
    expect(explained('loans', 'catalogue.copies')).toEqual({
      code: 0,
      out: expect.stringMatching(/^loans → catalogue\.copies: allowed\n/),
      err: '',
    });
    expect(explained('gateway', 'catalogue.find')).toEqual({
      code: 1,
      out: expect.stringMatching(/^gateway → catalogue\.find: refused\n/),
      err: '',
    });
  });

  test.each([
    ['--format', 'json', 'loans', 'catalogue'],
    ['loans', 'catalogue', '--format=json'],
  ])('prints the same as JSON: %s %s %s', (...argv) => {
    const { code, out } = explained(...argv);
    expect(code).toBe(0);
    const explanation = explain(topologyOf(library), 'loans', 'catalogue');
    expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(explanation)));
  });

  test.each([
    [[], 'found nothing, expected a service and its target'],
    [['loans'], 'found loans, expected a service and its target'],
    [['loans', 'catalogue', 'more'], 'found loans catalogue more, expected a service and its target'],
    [['loans', 'catalogue', '--format', 'yaml'], 'found format "yaml", expected text or json'],
  ])('tells what is wrong with %j, and its usage', (argv, wrong) => {
    const { code, out, err } = explained(...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(`explain: ${wrong}\nusage: explain <service> <target>`);
  });

  test('tells what is wrong with the question or the declarations', () => {
    expect(explained('loans', 'nobody')).toEqual({
      code: 2,
      out: '',
      err: 'explain: there is no service nobody; there are accounts, catalogue, gateway, loans\n',
    });
    const declarations = [service('a', { calls: { x: ['y'] } }), service('b')];
    expect(runOn({ ...fleet, declarations }, 'explain', 'a', 'b')).toEqual({
      code: 2,
      out: '',
      err: expect.stringContaining('the unknown service x'),
    });
  });
});
