import {
  allOf,
  annotations,
  anyObject,
  anyOf,
  Choice,
  type CompiledChart,
  compileChart,
  Edits,
  Equals,
  expressionOf,
  Fallback,
  Given,
  GreaterThan,
  Guard,
  HasEntry,
  Hash,
  HelmChart,
  Installed,
  Items,
  integerOf,
  Join,
  LabelText,
  LongerThan,
  Matches,
  NamedBlock,
  NamedText,
  not,
  Plus,
  quantity,
  Repeated,
  release,
  resourcesSchema,
  type Schema,
  type Template,
  Text,
  type Values,
} from '@flotilla/constructs';
import { ApiObject, App } from 'cdk8s';
import { checkEquivalence } from './run-equivalence';

/** A chart of one ConfigMap-like object whose fields are what a test is about. */
function chartOf(fields: (values: Values) => Record<string, Template>): CompiledChart {
  const chart = new HelmChart(new App(), 'kinds', {
    version: '1.2.3',
    appVersion: '4.5',
    description: 'Kinds.',
    source: 'kinds',
  });
  const object = new ApiObject(chart, 'object', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'object' } });
  const edits = Edits.of(object);
  for (const [key, value] of Object.entries(fields(chart.values))) edits.set(`/${key}`, value);
  return compileChart(chart);
}

const text = (values: Values, path: string): string => values.string(path, { default: 'x', description: 'A text.' });
const flag = (values: Values, path: string) => values.flag(path, { default: false, description: 'A switch.' });
const map = (values: Values, path: string) =>
  values.map(path, { default: {}, schema: annotations, description: 'A map.' });
const whole = (values: Values, path: string) =>
  values.integer(path, { default: 1, minimum: -10, maximum: Number.MAX_SAFE_INTEGER, description: 'A number.' });

const amounts: Schema = { type: 'object', additionalProperties: quantity };

const kinds: Record<string, (values: Values) => Record<string, Template>> = {
  'a reference to a text': (values) => ({ a: text(values, 'a'), list: [text(values, 'b')] }),
  'a reference to a number': (values) => ({ a: whole(values, 'a'), list: [whole(values, 'b')] }),
  'a reference to a boolean': (values) => ({ a: values.boolean('a', { default: true, description: 'A switch.' }) }),
  'joined text': (values) => ({ a: `100% "${text(values, 'a')}" {{ ${whole(values, 'b')} }}` }),
  'text of several lines': (values) => ({
    a: `first {{\n  ${values.string('a', { default: 'x', pattern: '^[!-~]{0,9}$', description: 'A word.' })}\nlast\n`,
    z: 1,
  }),
  'literals that YAML misreads': () => ({
    a: [
      'yes',
      '1e3',
      '{{',
      'a\nb\n',
      ' x',
      '',
      '0x1',
      'null',
      'a: b',
      '#',
      '12:30',
      '\t',
      '\u2028',
      '😀',
      'a\r',
      '- a',
      "it's",
    ],
    y: true,
    n: null,
    z: { 'a b': 1, '': 2, y: 3 },
  }),
  'the release and the chart': () => ({ a: [release.name, release.namespace, release.service] }),
  'a fallback': (values) => ({
    a: new Fallback(expressionOf(text(values, 'a')), expressionOf(text(values, 'b'))),
    b: new Fallback(expressionOf(text(values, 'a')), 'lit"eral'),
  }),
  'a choice': (values) => ({
    a: new Choice(flag(values, 'on'), expressionOf(text(values, 'a')), 'no {{'),
    b: new Choice(map(values, 'm').given, 'given', ''),
    c: new NamedText(
      'kinds.choice',
      'A choice.',
      new Choice(flag(values, 'on'), '', new Text(['-', expressionOf(text(values, 'c'))])),
    ),
  }),
  'a guarded field, item and map': (values) => ({
    a: new Guard(flag(values, 'a'), { b: 1, c: new Guard(flag(values, 'b'), text(values, 'c')) }),
    list: [new Guard(flag(values, 'a'), 'one', 'other'), new Guard(flag(values, 'b'), { k: 'v' })],
    only: { maybe: new Guard(flag(values, 'b'), 'there') },
    several: ['always', new Guard(flag(values, 'a'), new Items(['x', { y: 1 }]), new Items([text(values, 'c')]))],
    z: 0,
  }),
  conditions: (values) => {
    const n = integerOf(whole(values, 'n'));
    const m = integerOf(whole(values, 'm'));
    const s = expressionOf(text(values, 's'));
    return {
      a: new Guard(new Equals(s, 'x'), 1),
      b: new Guard(not(new Equals(s, 'x')), 1),
      c: new Guard(new GreaterThan(n, m), 1),
      d: new Guard(allOf(new GreaterThan(n, 3), flag(values, 'f')), 1),
      e: new Guard(anyOf(not(flag(values, 'f')), map(values, 'given').given), 1),
      f: new Guard(new Matches(release.name, '^[a-f]'), 1),
      g: new Guard(new LongerThan(release.name, 10), 1),
      h: new Guard(not(new Given(['given'])), 1),
      i: new Guard(new HasEntry(['deep'], ['requests', 'cpu']), 1),
      k: new Guard(not(new HasEntry(['deep'], ['requests', 'cpu'])), 1),
      l: values.map('deep', { default: {}, schema: resourcesSchema(), description: 'A map.' }).fill(),
      m: new Guard(new Installed('other'), 1),
      z: 1,
    };
  },
  'a number and a literal, added': (values) => {
    const n = integerOf(values.integer('n', { default: 1, minimum: -20, maximum: 20, description: 'A number.' }));
    return { a: new Plus(n, 10), b: new Guard(new GreaterThan(new Plus(n, 10), n), new Text(['+', new Plus(n, -7)])) };
  },
  'a text as a label': (values) => ({
    a: new LabelText(
      expressionOf(values.string('a', { default: '', pattern: '^[+._a-z-]{0,80}$', description: 'A.' })),
    ),
    b: new LabelText(new Text([release.name, '+'])),
  }),
  'lists and maps of the values': (values) => {
    const list = values.list('list', { default: [], items: {}, description: 'Anything.' });
    const free = values.map('free', { default: {}, schema: anyObject, description: 'Anything.' });
    return {
      a: list.fill(),
      b: ['first', list.spread(), 'last'],
      c: free.fill(),
      q: values.map('amounts', { default: {}, schema: amounts, description: 'Quantities.' }).fill(),
      d: new Guard(free.given, free.fill(), { instead: true }),
      e: [{ name: 'x', inside: free.fill(), z: list.fill() }],
      // At the end of the document, where Helm trims white space.
      z: list.fill(),
    };
  },
  'a merged map': (values) => ({
    a: { own: '1', '\u0000spread0': map(values, 'm').spread() },
    b: { '\u0000spread0': map(values, 'm').spread(map(values, 'o')) },
    z: 1,
  }),
  'merged lists': (values) => {
    const items = { type: 'string', enum: ['x', 'y', '{{', '1'] } as const;
    const list = (path: string) => values.list(path, { default: [], items, description: 'A list.' });
    return {
      a: [list('l').spread(list('m'))],
      b: ['first', list('l').spread(list('m'), list('n')), 'last'],
      z: 1,
    };
  },
  'what two items have in common': (values) => {
    const name = { type: 'string', enum: ['a', 'b', 'c', '{{', '"'] } as const;
    const items = { type: 'object', properties: { name }, required: ['name'], additionalProperties: false } as const;
    for (const path of ['l', 'm']) values.list(path, { default: [], items, description: 'A list.' });
    const twice = new Repeated('kinds.twice', [['l'], ['m']], 'name');
    return { a: twice, b: new Guard(new Equals(twice, ''), 1), c: new Text(['<', twice, '>']), z: 1 };
  },
  'one item for each element': (values) => ({
    a: [
      values
        .list('hosts', { default: ['a'], items: { type: 'string' }, description: 'Hosts.' })
        .eachString((host) => ({ host, url: `http://${host}/x`, same: [text(values, 't')] })),
    ],
    z: 1,
  }),
  'the elements of a list, as one text': (values) => {
    values.list('hosts', { default: ['a'], items: { type: 'string', pattern: '^[!-~]{0,9}$' }, description: 'Hosts.' });
    return { a: new Join(['hosts'], ', "'), z: 1 };
  },
  'a named block and its hash': (values) => {
    const block = new NamedBlock('kinds.block', 'A block.', {
      A: text(values, 'a'),
      B: { c: whole(values, 'b'), m: map(values, 'm').fill() },
      Z: 'end',
    });
    return { a: new Hash(block), b: block, c: { nested: block }, z: 1 };
  },
};

const helms = [process.env.HELM3, process.env.HELM4].filter((helm) => helm !== undefined);
// At the same time: much of it is waiting for Helm.
const withHelm = helms.length === 2 ? it.concurrent : it.skip;

describe('each kind of expression evaluates to what it prints, with Helm 3 and 4', () => {
  withHelm.each(Object.keys(kinds))(
    '%s',
    async (name) => {
      const chart = chartOf(kinds[name] as (values: Values) => Record<string, Template>);
      const report = await checkEquivalence({ chart, helms, runs: 12, seed: 7 });
      expect(report.accepted).toBeGreaterThan(0);
      expect(report.neverSet).toEqual([]);
    },
    120_000,
  );
});
