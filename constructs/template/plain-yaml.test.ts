import fc from 'fast-check';
import { parse } from 'yaml';
import type { Json } from './node';
import { Printer } from './printer';

const text = fc
  .oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc
      .array(fc.constantFrom('a', ' ', '\n', '  b', '# c', '- d: e', '\t', '\u2028'), { maxLength: 8 })
      .map((parts) => parts.join('')),
    fc.constantFrom(
      '',
      'yes',
      'null',
      '~',
      '1e3',
      '0x1f',
      '12:30:45',
      '2001-01-01',
      '.inf',
      '=',
      '<<',
      '{a',
      '*a',
      'a: b',
      'x'.repeat(300),
    ),
  )
  .filter((string) => !string.includes('{{'));
const key = text.filter((string) => string !== '__proto__');
const { data } = fc.letrec<{ data: Json }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    text,
    fc.oneof(fc.boolean(), fc.integer(), fc.constant(null)),
    fc.array(tie('data'), { maxLength: 4 }),
    fc.dictionary(key, tie('data'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

test('plain data reads back as it was, and is laid out as in a template', () => {
  fc.assert(
    fc.property(data, (data) => {
      // What ends a template is written with Helm in mind, so something ends it that is the same in both.
      const document = { data, end: true };
      expect(parse(Printer.plain(document))).toEqual(document);
      expect(Printer.plain(document)).toBe(Printer.print(document));
    }),
    { numRuns: 500 },
  );
});

test('a scalar or an empty collection can be a document', () => {
  expect(Printer.plain('yes')).toBe('"yes"\n');
  expect(Printer.plain([])).toBe('[]\n');
  expect(Printer.plain({})).toBe('{}\n');
  expect(Printer.plain('two\nlines')).toBe('|-\n  two\n  lines\n');
});

test('braces are ordinary text in plain data', () => {
  expect(Printer.plain({ text: '{{ .Values.a }}' })).toBe('text: "{{ .Values.a }}"\n');
});

test('lists in lists share the line of their dashes', () => {
  expect(
    Printer.plain([
      [1, [2]],
      [{ a: [] }, { b: [3] }],
    ]),
  ).toBe(['- - 1', '  - - 2', '- - a: []', '  - b:', '      - 3', ''].join('\n'));
});
