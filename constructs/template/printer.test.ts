import {
  allOf,
  anyOf,
  Equals,
  Fill,
  Given,
  Guard,
  not,
  Printer,
  spreadEntry,
  type Template,
  ValueReference,
} from './index';

const a = new Given(['a']);
const b = new Given(['b']);
const print = (template: Template): string[] => Printer.print(template).trimEnd().split('\n');

test('a condition is asked once, however deep what depends on it is', () => {
  expect(print({ list: [{ to: [{ labels: new Fill(['a']) }], port: 1 }, 2], end: 3 })).toEqual([
    'list:',
    '  -',
    '    {{- if .Values.a }}',
    '    to:',
    '      - labels:',
    '          {{- toYaml .Values.a | nindent 10 }}',
    '    {{- end }}',
    '    port: 1',
    '  - 2',
    'end: 3',
  ]);
});

test('of several conditions only those are asked that are open', () => {
  const inner = (condition: Given | ReturnType<typeof allOf>) => ({ x: new Guard(condition, 1, 2), end: 3 });
  const within = (outer: ReturnType<typeof allOf>, condition: ReturnType<typeof allOf>): string[] =>
    print({ m: new Guard(outer, inner(condition)), end: 4 }).slice(2, -3);
  expect(within(allOf(a, b), allOf(a, b))).toEqual(['  x: 1']);
  expect(within(a, anyOf(b, a))).toEqual(['  x: 1']);
  expect(within(a, allOf(a, b))).toEqual([
    '  {{- if .Values.b }}',
    '  x: 1',
    '  {{- else }}',
    '  x: 2',
    '  {{- end }}',
  ]);
  expect(within(anyOf(a, b), a)).toContain('  {{- if .Values.a }}');
});

test('what stands in the place of something else knows that the condition is false', () => {
  expect(print({ x: new Guard(a, 1, { v: new Guard(not(a), 2), w: new Guard(a, 3) }) })).toEqual([
    '{{- if .Values.a }}',
    'x: 1',
    '{{- else }}',
    'x:',
    '  v: 2',
    '  {{- if .Values.a }}',
    '  w: 3',
    '  {{- end }}',
    '{{- end }}',
  ]);
});

test('a collection of which one side is always there is not asked for', () => {
  const mesh = new Equals(new ValueReference(['mesh'], 'string', true), 'istio');
  expect(print({ to: [new Guard(mesh, 1), new Guard(not(mesh), 2)], end: 3 })).toEqual([
    'to:',
    '  {{- if eq .Values.mesh "istio" }}',
    '  - 1',
    '  {{- end }}',
    '  {{- if ne .Values.mesh "istio" }}',
    '  - 2',
    '  {{- end }}',
    'end: 3',
  ]);
});

test('a text that ends a document and whose last line break counts, is no block: Helm would trim it', () => {
  expect(print({ x: 'a\nb\n' })).toEqual(['x: "a\\nb\\n"']);
  expect(print({ x: ['a\nb\n'] })).toEqual(['x:', '  - "a\\nb\\n"']);
  expect(print({ x: 'a\nb\n', z: 'a\nb' })).toEqual(['x: |', '  a', '  b', 'z: |-', '  a', '  b']);
});

test('a key that looks like a template is refused', () => {
  expect(() => print({ x: { 'a{{b': 1 }, y: 2 })).toThrow(
    'key "a{{b": found "{{", expected a key without template braces',
  );
});

test('entries from the values that would end a document are refused', () => {
  const entries = { [spreadEntry(0)]: new Fill(['a'], true) };
  expect(() => print({ x: { y: 1, ...entries } })).toThrow('value a: its entries would end a document');
  expect(() => print({ x: [1, new Fill(['a'], true)] })).toThrow('value a: its entries would end a document');
  expect(print({ x: { y: 1, ...entries }, z: 2 })).toContain('  {{- toYaml . | nindent 2 }}');
  expect(print({ x: new Fill(['a']) })).toContain('x: {{ toJson . }}');
});
