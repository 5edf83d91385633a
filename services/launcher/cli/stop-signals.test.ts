import { EventEmitter } from 'node:events';
import { stopSignals } from './stop-signals';

let terminal: EventEmitter;
let clock: number;
let ends: number;
let lines: string[];

beforeEach(() => {
  terminal = new EventEmitter();
  clock = 0;
  ends = 0;
  lines = [];
});

const listen = (isOfNpm: boolean) =>
  stopSignals({
    announce: (more) => lines.push(...more),
    endAtOnce: () => {
      ends += 1;
    },
    isOfNpm,
    source: terminal,
    now: () => clock,
  });

test('the first signal asks for the stop, and the second for the end', async () => {
  const { first, signal } = listen(false);
  terminal.emit('SIGINT', 'SIGINT');
  await first;
  expect([signal.aborted, ends]).toEqual([true, 0]);
  terminal.emit('SIGINT', 'SIGINT');
  expect(ends).toBe(1);
  expect(lines).toEqual(['SIGINT: stopping', 'SIGINT again: ending at once']);
});

describe('below npm, which sends on what it gets from the terminal,', () => {
  test('a signal and its echo are one', () => {
    listen(true);
    terminal.emit('SIGINT', 'SIGINT');
    clock = 300;
    terminal.emit('SIGINT', 'SIGINT');
    expect(ends).toBe(0);
    terminal.emit('SIGINT', 'SIGINT');
    expect(ends).toBe(1);
  });

  test.each([
    ['another signal', 'SIGTERM', 300],
    ['the same one after a while', 'SIGINT', 1_500],
  ])('%s is none', (_, name, at) => {
    listen(true);
    terminal.emit('SIGINT', 'SIGINT');
    clock = at;
    terminal.emit(name, name);
    expect(ends).toBe(1);
  });
});
