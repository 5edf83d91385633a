import { textFormat } from './text-format';

const format = textFormat({ colour: false, sources: ['orders', 'launcher'] });
const record = (fields: object): string => JSON.stringify({ level: 'info', service: 'orders', ...fields });

test('a record is its time, service, level, message and further fields', () => {
  const time = new Date(2026, 0, 2, 3, 4, 5, 6).toISOString();
  const line = record({ time, msg: 'request', path: '/orders', status: 200, unready: ['a'], ms: 12 });
  expect(format('orders', line)).toBe(
    '03:04:05.006 orders   INFO  request path=/orders status=200 unready=["a"] 12 ms',
  );
});

test('a field that repeats another one is left out', () => {
  const line = record({ msg: 'request', correlation_id: '7', request_id: '7', path: '/a', route: '/a' });
  expect(format('orders', line).trim()).toBe('orders   INFO  request correlation_id=7 path=/a');
});

test('an error is shown with its stack', () => {
  const line = record({ level: 'error', msg: 'failed', err: { message: 'no', stack: 'Error: no\n  at a.ts:1' } });
  expect(format('orders', line)).toMatch(/ERROR failed\n {4}Error: no\n {6}at a\.ts:1$/);
});

test('a line that is no record stays as it is', () => {
  expect(format('launcher', 'plain {').trim()).toBe('launcher       plain {');
});

test('colours are for those who can see them', () => {
  const colourful = textFormat({ colour: true, sources: ['orders'] });
  expect(colourful('orders', record({ msg: 'a' }))).toContain('\u001b[32mINFO \u001b[0m');
  expect(format('orders', record({ msg: 'a' }))).not.toContain('\u001b[');
});
