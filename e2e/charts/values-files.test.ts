import { parseValues } from '@flotilla/constructs';
import { helmTemplate } from '@flotilla/constructs/testing';
import { TemporaryFolder } from './temporary-folder';
import { testWithHelm } from './test-with-helm';

/** A chart that prints its values. */
const folder = new TemporaryFolder(
  new Map([
    ['Chart.yaml', 'apiVersion: v2\nname: values\nversion: 0.1.0\n'],
    [
      'templates/values.yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: values\ndata:\n  values: {{ toJson .Values | quote }}\n',
    ],
  ]),
);
afterAll(() => folder.remove());

/** Values files in which readers of YAML differ; each with `m`, which is what is compared. */
const files: Readonly<Record<string, string>> = {
  'a merge': 'm: {<<: {a: b}, c: d}',
  'a merge of an anchor': 'base: &b {a: 1, c: 2}\nm:\n  <<: *b\n  c: own\n',
  'a merge over what came before it': 'base: &b {a: 1, c: 2}\nm:\n  a: own\n  <<: *b\n  z: 1\n',
  'a merge of several maps': 'x: &x {a: x, c: x}\ny: &y {a: y, d: y}\nm:\n  <<: [*x, *y, {a: z, e: z}]\n',
  'several merges in a map': 'm:\n  <<: {a: 1, b: 1}\n  b: own\n  <<: {a: 2, c: 2}\n',
  'a merge inside what is merged': 'm:\n  <<: {a: {<<: {b: 1}, c: 2}, <<: {d: 3}}\n',
  'a merge of keys that are no text': 'm:\n  <<: {1: a, true: b, 1.5: c}\n',
  'a merge in a list': 'm:\n  - <<: {a: 1}\n    b: 2\n',
  'the key in double quotes': 'm: {"<<": {a: b}, c: d}',
  'the key in single quotes': "m: {'<<': [1], c: {'<<': null}}",
  'the key with the tag of a text': 'm: {!!str <<: {a: b}}',
  'the key with the tag of a merge': 'm: {!!merge <<: {a: b}}',
  'the text << as a value': 'm: {a: <<, b: [<<, "<<"]}',
  'a merge of text': 'm: {<<: text}',
  'a merge of nothing': 'm: {<<: }',
  'a merge of a list with text': 'm: {<<: [{a: 1}, text]}',
};

describe.each(Object.entries(files))('%s', (_, text) => {
  testWithHelm('is read as Helm reads it', (helm) => {
    const values = [folder.write('given-values.yaml', text)];
    const { ok, output } = helmTemplate(helm, { chart: folder.path, release: 'one', namespace: 'two', values });
    const theirs = ok ? printed(output) : 'refused';
    expect(mine(text)).toEqual(theirs);
  });
});

function mine(text: string): unknown {
  try {
    return parseValues(text, 'given-values.yaml').m;
  } catch {
    return 'refused';
  }
}

/** What the chart printed of `m`. */
function printed(output: string): unknown {
  const { data } = parseValues(output, 'printed.yaml') as { data: { values: string } };
  return (JSON.parse(data.values) as { m: unknown }).m;
}
