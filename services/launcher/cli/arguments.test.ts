import { parseCommand } from './arguments';

test('a command has its options', () => {
  const argv = ['dev', 'shop.ts', '--port', '9000', '--state', 'mine', '--fresh', '--no-seed', '--json'];
  expect(parseCommand(argv)).toEqual({
    ...{ name: 'dev', fleetFile: 'shop.ts', port: 9_000, state: 'mine' },
    ...{ fresh: true, isolated: false, seed: false, json: true },
  });
});

test.each([
  [[], 'found the command (none), expected start, dev or observe'],
  [['fly', 'shop.ts'], 'found the command fly, expected start, dev or observe'],
  [['start'], 'found no file after start'],
  [['start', 'shop.ts', '--prot', '1'], "Unknown option '--prot'"],
  [['start', 'shop.ts', '--port', '80a'], 'found --port 80a, expected a number from 1 to 65535'],
  [['start', 'shop.ts', '--port', '65536'], 'found --port 65536, expected a number from 1 to 65535'],
  [['start', 'shop.ts', '--isolated', '--state', 'x'], 'found --isolated and --state, expected one of them'],
  [['start', 'shop.ts', '--isolated', '--fresh'], 'found --isolated and --fresh'],
  [['observe', 'shop.ts', '--port', '1'], "Unknown option '--port'"],
])('%j is refused', (argv, reason) => {
  expect(() => parseCommand(argv)).toThrow(reason);
});
