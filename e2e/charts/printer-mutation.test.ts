import {
  type CompiledChart,
  chartFiles,
  compileChart,
  Edits,
  Equals,
  expressionOf,
  Fallback,
  Guard,
  Hash,
  HelmChart,
  type JsonObject,
  labels,
  NamedBlock,
  Printer,
  release,
  stringPlaceholder,
  type Template,
  type Values,
} from '@flotilla/constructs';
import { ApiObject, App } from 'cdk8s';
import fc from 'fast-check';
import { arbitraryValues } from './arbitrary-values';
import { difference, evaluated, type Outcome, rendered } from './equivalence';
import { TemporaryFolder } from './temporary-folder';
import { testWithHelm } from './test-with-helm';

/** One object with every way of printing. */
function compiledChart(): CompiledChart {
  const chart = new HelmChart(new App(), 'printed', {
    version: '1.2.3',
    appVersion: '4.5',
    description: 'Everything that can be printed.',
    source: 'printer-mutation.test.ts',
  });
  const object = new ApiObject(chart, 'object', { apiVersion: 'v1', kind: 'Printed', metadata: { name: 'object' } });
  const edits = Edits.of(object);
  for (const [key, template] of Object.entries(fields(chart.values))) edits.set(`/${key}`, template);
  return compileChart(chart);
}

function fields(values: Values): Record<string, Template> {
  const text = values.string('text', { default: 'x', description: 'Any text.' });
  const word = values.string('word', { default: 'x', pattern: '^[!-~]{0,9}$', description: 'A word.' });
  const count = values.integer('count', { default: 1, minimum: 0, maximum: 2 ** 53 - 1, description: 'A number.' });
  const map = values.map('map', { default: {}, schema: labels, description: 'A map.' });
  const list = values.list('list', { default: [], items: {}, description: 'Anything.' });
  const flag = values.flag('flag', { default: false, description: 'A switch.' });
  const block = new NamedBlock('printed.block', 'A block.', { A: text, B: { c: count, m: map.fill() }, Z: 'end' });
  return {
    braces: 'a {{ b }} c',
    bracesInBlock: 'first {{ b }}\nlast\n',
    choice: new Guard(flag, { yes: 1 }, { no: 2 }),
    count,
    deeper: { item: [{ name: 'x', of: { text } }] },
    equal: new Guard(new Equals(expressionOf(word), 'x'), 1),
    fallback: new Fallback(expressionOf(word), 'none'),
    hash: stringPlaceholder(new Hash(block)),
    items: [{ name: 'x', inside: list.fill() }, list.spread(), 'last'],
    joined: `100% ${text} of ${count}`,
    lines: `  indented\n${word}\nend`,
    list: list.fill(),
    map: new Guard(map.given, map.fill(), { instead: 'no' }),
    misread: ['yes', '1e3', 'null', '0x1', '12:30', 'a: b', '# c', ' d', ''],
    nested: { block },
    release: [release.name, release.namespace],
    text,
    y: { 'a b': 1, null: 2 },
    z: 'end',
  };
}

type Mutation = (text: string) => string;
const replacing =
  (pattern: RegExp | string, by: string): Mutation =>
  (text) =>
    text.replaceAll(pattern, by);

/** Mistakes that a printer might make. */
const mutations: Readonly<Record<string, Mutation>> = {
  'values without quotes': replacing(' | quote', ''),
  'literals without quotes': replacing(/^( *(?:- |[a-z]+: ))"(.*)"$/gm, '$1$2'),
  'keys without quotes': replacing(/^( *)"(.*)": /gm, '$1$2: '),
  'braces that are not escaped': replacing(/\{\{ "([^"]*\{\{[^"]*)" \| quote \}\}/g, '"$1"'),
  'braces that are not escaped in a block': replacing('{{ "{{" }}', '{{'),
  'numbers without int64': replacing('int64 ', ''),
  'numbers in quotes': replacing(/\{\{ (int64 [^}]*?) \}\}$/gm, '{{ $1 | quote }}'),
  'percent signs that are not doubled': replacing('%%', '%'),
  'toYaml for a text': replacing(/\{\{ \.Values\.text \| quote \}\}/g, '{{ toYaml .Values.text }}'),
  'no toYaml for a map': replacing('toYaml . ', '. '),
  'an indentation that is too small': replacing(/nindent (\d+)/g, 'indent $1'),
  'lists and maps one level up': (text) => text.replace(/nindent (\d+)/g, (_, n) => `nindent ${Number(n) - 2}`),
  'lists and maps one level down': (text) => text.replace(/nindent (\d+)/g, (_, n) => `nindent ${Number(n) + 2}`),
  'a block that keeps its last line break': replacing(/\|(2?)-$/gm, '|$1'),
  'a block that loses its last line break': replacing(/\|$/gm, '|-'),
  'a block without an indentation indicator': replacing(/\|2/g, '|'),
  'a condition turned round': replacing(/\{\{- if \.Values\.flag \}\}/g, '{{- if not .Values.flag }}'),
  'a comparison turned round': replacing('if eq ', 'if ne '),
  'no else': replacing(/\{\{- else \}\}/g, '{{- end }}{{- if false }}'),
  'a default that is never taken': replacing(/ \| default "none"/g, ''),
  'a hash of the text instead of the data': replacing('| fromYaml | toJson ', ''),
  'a shorter hash': replacing('trunc 10', 'trunc 9'),
  'the namespace for the name': replacing('.Release.Name ', '.Release.Namespace '),
};

const documents = fc.sample(arbitraryValues(compiledChart()), { seed: 20_261_122, numRuns: 25 });
const sharp: JsonObject = {
  text: 'two\nlines: "yes"',
  word: '',
  count: 2 ** 53 - 1,
  map: { on: 'yes' },
  list: ['1e3', { a: 'b\nc\n' }, ' d'],
  flag: true,
};

/** The first document for which Helm gives something else than the evaluation. */
async function firstDifference(helm: string, mutate: Mutation): Promise<string | undefined> {
  const chart = compiledChart();
  const print = Printer.print;
  const printer = jest.spyOn(Printer, 'print').mockImplementation((...args) => mutate(print.apply(Printer, args)));
  const folder = new TemporaryFolder(chartFiles(chart));
  printer.mockRestore();
  try {
    for (const values of [{}, sharp, ...documents]) {
      const [theirs] = await rendered([helm], folder.path, 'one', 'two', values);
      const found = difference(evaluated(chart, 'one', 'two', values), theirs as Outcome);
      if (found !== undefined) return found;
    }
    return undefined;
  } finally {
    folder.remove();
  }
}

describe('a printer that is right', () => {
  testWithHelm('prints what is evaluated', async (helm) => {
    expect(await firstDifference(helm, (text) => text)).toBeUndefined();
  });
});

describe.each(Object.entries(mutations))('a printer with the mistake: %s', (_, mutate) => {
  test('prints something else', () => {
    const files = chartFiles(compiledChart());
    const texts = [...files].filter(([path]) => /templates\/(_helpers|printed)/.test(path)).map(([, text]) => text);
    expect(texts.map(mutate)).not.toEqual(texts);
  });

  testWithHelm('is noticed', async (helm) => {
    expect(await firstDifference(helm, mutate)).toBeDefined();
  });
});
