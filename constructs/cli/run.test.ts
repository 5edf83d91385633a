import type { Fleet } from '../fleet';
import { runFleet } from './run';

/** A fleet of which only the declarations are looked at. */
const fleet = { name: 'post', declarations: [{ name: 'parcels' }], environments: [] } as unknown as Fleet;

function run(...argv: readonly string[]): { code: number; out: string; err: string } {
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

test.each(['render', 'diff:release', 'diff:topology'])('%s tells an unknown option with its usage', (command) => {
  const err = expect.stringMatching(`^${command}: Unknown option '--fromat'.*\nusage: ${command} `);
  expect(run(command, '--fromat', 'json')).toEqual({ code: 2, out: '', err });
});

test('declarations that stand in other files than those of a revision are not compared', () => {
  const { code, out, err } = run('diff:topology', 'HEAD');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^diff:topology: found no services\/parcels\/service\.ts, expected .+; move .+\n$/);
});
