import { parseGoYaml, parseValues } from './values-file';

const scalar = (text: string): unknown => (parseGoYaml(`a: ${text}`, 'test')[0] as { a: unknown }).a;

describe('a values file is read as Go reads it', () => {
  test.each([
    ['yes', true],
    ['Off', false],
    ['y', true],
    ['~', null],
    ['', null],
    ['0777', 511],
    ['0o17', 15],
    ['0x1F', 31],
    ['-0b11', -3],
    ['1_000', 1000],
    ['1e3', 1000],
    ['1e30777', '1e30777'],
    ['-1e30777', '-1e30777'],
    ['.5', 0.5],
    ['12:30', '12:30'],
    ['2001-01-01', '2001-01-01'],
    ['0o8', '0o8'],
    ['"yes"', 'yes'],
    ["'1'", '1'],
  ])('%s', (text, expected) => {
    expect(scalar(text)).toBe(expected);
  });

  test('an empty file holds no values', () => {
    expect(parseValues('# nothing\n', 'values.yaml')).toEqual({});
  });

  test('a list, a second document and broken YAML are refused with the file named', () => {
    expect(() => parseValues('- a\n', 'my.yaml')).toThrow('my.yaml: found a list, expected a map of values');
    expect(() => parseValues('a: 1\n---\nb: 2\n', 'my.yaml')).toThrow('my.yaml: found 2 YAML documents, expected one');
    expect(() => parseValues('a: [1\n', 'my.yaml')).toThrow(/^my\.yaml: /);
  });

  test('a key given twice is refused', () => {
    expect(() => parseValues('a: 1\na: 2\n', 'my.yaml')).toThrow(/my\.yaml: .*unique/);
  });
});

// What Helm reads of the same files is compared in e2e/charts/values-files.test.ts.
describe('the key <<', () => {
  const read = (text: string) => parseValues(text, 'my.yaml');

  test('without quotes merges where it stands, over what came before it', () => {
    expect(read('base: &b {a: 1, c: 2}\nm:\n  a: own\n  <<: *b\n  c: own\n').m).toEqual({ a: 1, c: 'own' });
    expect(read('m:\n  <<: [{a: 1}, {a: 2, b: {<<: {c: 3}}}]\n').m).toEqual({ a: 1, b: { c: 3 } });
  });

  test('in quotes is a key', () => {
    expect(read('m: {"<<": {a: 1}}').m).toEqual({ '<<': { a: 1 } });
  });

  test('with anything but maps is refused, the file named', () => {
    expect(() => read('m: {<<: text}')).toThrow('my.yaml: found a merge ("<<") of something else, expected a map');
  });
});

test('an anchor that holds itself is refused, one that is used twice is not', () => {
  expect(() => parseValues('a: &a {b: [*a]}', 'my.yaml')).toThrow(
    'my.yaml: a.b.0: found an anchor that holds itself, expected values with an end; remove the alias',
  );
  expect(parseValues('a: &a {b: 1}\nc: [*a, *a]', 'my.yaml')).toEqual({ a: { b: 1 }, c: [{ b: 1 }, { b: 1 }] });
});
