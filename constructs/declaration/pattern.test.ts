import { wrongPartOfPattern } from './pattern';

test.each([
  '[a-z]+',
  '(https?://[!-~]+)?',
  'a|(?:b|c){2,1000}',
  '((a{10}){10}){10}',
  String.raw`\.\*\[\]\(\)\{\}\|\/\^\$\\\n\r\t\f\v\x41`,
  String.raw`[\]\\^\x00-\x1f.-]`,
  String.raw`\d{4}-\w+[\d\w]`,
  '[^"]*?',
  'ä{3}é😀',
  '',
])('%s is read alike', (pattern) => {
  expect(wrongPartOfPattern(pattern)).toBeUndefined();
});

test.each([
  [String.raw`a\D`, String.raw`\D`],
  [String.raw`\W`, String.raw`\W`],
  [String.raw`[\s]`, String.raw`[\s]`],
  [String.raw`\bword`, String.raw`\b`],
  [String.raw`\p{L}`, String.raw`\p{L}`],
  [String.raw`\u0061`, String.raw`\u0061`],
  [String.raw`\u{61}`, String.raw`\u{61}`],
  [String.raw`\cA|`, String.raw`\cA`],
  [String.raw`\0`, String.raw`\0`],
  [String.raw`(a)\1`, String.raw`\1`],
  [String.raw`(?<x>a)\k<x>`, '(?<x'],
  ['(?=a)b', '(?='],
  ['(?<!a)b', '(?<!'],
  ['a.b', '.'],
  ['[^]*', '[^]'],
  ['[]', '[]'],
  ['[[:alpha:]', '[[:alpha:]'],
  ['a{0,2000}', '{0,2000}, which makes 2000 repeats'],
  ['a{1001,}', '{1001,}, which makes 1001 repeats'],
  ['((a{2}b{20}c){10}){6}', '{6}, which makes 1200 repeats'],
])('%s is not: %s', (pattern, part) => {
  expect(wrongPartOfPattern(pattern)).toBe(part);
});

test('what ECMAScript cannot read is told in its words', () => {
  expect(wrongPartOfPattern('(')).toMatch('Invalid regular expression');
});
