import { ApiObject, App, Chart, Duration, Size, SizeRoundingBehavior, Testing, YamlOutputType } from 'cdk8s';
import { chartFiles, compileChart, HelmChart, parseValues, renderChart, ValuesRefused } from '../helm';
import { Microservice } from '../microservice';
import { Edits } from '../synth';
import { expressionOf, NamedText, spreadEntry, stringPlaceholder, type Template } from '../template';
import { service } from '../topology/testing/declarations';
import { annotations, anyObject, labels, type MapValue, type Values } from './index';
import { typeOf } from './type-declaration';
import { release as releaseOfChart, Values as ValuesClass } from './values';

function chartOf(fields: (values: Values) => Record<string, Template>): HelmChart {
  const chart = new HelmChart(new App(), 'demo', {
    version: '1.0.0',
    appVersion: '1',
    description: 'Demo.',
    source: 'demo.ts',
  });
  const object = new ApiObject(chart, 'object', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'x', labels: { own: 'o' } },
  });
  for (const [key, value] of Object.entries(fields(chart.values))) Edits.of(object).set(`/${key}`, value);
  return chart;
}

const release = { name: 'demo', namespace: 'default' };

test('a value that no object uses fails the build', () => {
  const chart = chartOf(() => ({ a: 1 }));
  chart.values.string('unused', { default: '', description: 'Nothing.' });
  expect(() => compileChart(chart)).toThrow('value unused: declared, but no object uses it');
});

test('two different declarations of one value fail at once', () => {
  const { values } = chartOf(() => ({}));
  values.string('a', { default: 'x', description: 'A.' });
  expect(() => values.string('a', { default: 'y', description: 'A.' })).toThrow(
    /^value a: found a second, different declaration, expected one\. Give .+ `Values\.of\(chart\)\.at\('stamps'\)`\.$/,
  );
  expect(() => values.string('a.b', { default: '', description: 'B.' })).toThrow('found inside or around the value a');
});

test('a key that no value may have is told with one that it may', () => {
  const { values } = chartOf(() => ({}));
  const props = { default: '', description: 'A.' };
  expect(() => values.at('my-letters').string('a', props)).toThrow(
    'value my-letters.a: found key "my-letters", expected letters and digits beginning with a lower-case letter; ' +
      'write "myLetters", which `camelCase` makes of it',
  );
  expect(() => values.string('1st', props)).toThrow('lower-case letter; choose another');
});

test('a key that means something in every chart is refused', () => {
  const { values } = chartOf(() => ({}));
  const props = { default: '', description: 'A.' };
  expect(() => values.string('enabled', props)).toThrow(
    'value enabled: found the key "enabled", by which an umbrella chart switches this one, expected one that is not taken; ' +
      'choose another',
  );
  expect(() => values.at('extraManifests').string('a', props)).toThrow('value extraManifests.a: found the key');
  expect(() => values.string('global', props)).toThrow('value global: found the key "global"');
  values.global.string('a', props);
  values.at('part').string('enabled', props);
});

test('the same declaration twice is the same placeholder', () => {
  const { values } = chartOf(() => ({}));
  const declare = () => values.integer('n', { default: 1, minimum: 0, maximum: 5, description: 'N.' });
  expect(declare()).toBe(declare());
});

test('a pattern that JavaScript and Go read differently is refused', () => {
  const { values } = chartOf(() => ({}));
  for (const pattern of ['^.*$', '^\\s$', '(?=a)', '^\\u0061$', '^a{0,2000}$', '^[^]*$']) {
    expect(() => values.string('a', { default: '', pattern, description: 'A.' })).toThrow(
      "that ECMAScript and Go's RE2 read alike",
    );
  }
});

test.each([
  ['a sum', (n: number) => n + 1],
  ['a difference', (n: number) => n - 60],
  ['a multiple', (n: number) => n * 2],
  ['a negative', (n: number) => -n],
  ['a half', (n: number) => n / 2],
  ['a tenth', (n: number) => n / 10],
  ['a thousandth', (n: number) => n / 1_000],
  ['minutes', (n: number) => Math.floor(n / 60)],
  ['minutes of a duration', (n: number) => Duration.seconds(n).toMinutes({ integral: false })],
  ['mebibytes', (n: number) => Size.kibibytes(n).toMebibytes({ rounding: SizeRoundingBehavior.FLOOR })],
  ['a sum in a text', (n: number) => `h${n + 1}`],
  ['a multiple in a text', (n: number) => `${n * 2}m`],
  ['a part in a text', (n: number) => `${n / 10}`],
  ['a sum beside a value in a text', (n: number) => `${n}-${n + 30}`],
])('%s of a number fails the build and names the place', (_, calculate) => {
  const chart = chartOf((values) => {
    const [m, n] = ['m', 'n'].map((path) =>
      values.integer(path, { default: 1, minimum: 0, maximum: 5, description: 'A number.' }),
    ) as [number, number];
    return { m, first: calculate(m), second: calculate(n) };
  });
  expect(() => compileChart(chart)).toThrow(
    /demo\/object\/first: found [0-9.-]+, a number that came from a value by calculation[\s\S]*demo\/object\/second/,
  );
});

test.each<[string, (values: Values) => Template]>([
  ['a switch in a text', (values) => `${values.flag('a', { default: true, description: 'A.' })}`],
  ['a boolean in a text', (values) => `${values.boolean('a', { default: true, description: 'A.' })}`],
  ['a list in a text', (values) => `${values.list('a', { default: [], items: anyObject, description: 'A.' })}`],
  ['a map in JSON', (values) => JSON.stringify(values.map('a', { default: {}, schema: anyObject, description: 'A.' }))],
  ['a switch in JSON', (values) => JSON.stringify([values.flag('a', { default: true, description: 'A.' })])],
  ['a share in a text', (values) => `${values.podShare('a', { default: 1, description: 'A.' })}`],
])('%s is refused where it is made', (_, make) => {
  expect(() => chartOf((values) => ({ a: make(values) }))).toThrow(
    /^value a: found a [A-Z][A-Za-z]+ where a text is made, expected a text or number\. Set it as a field/,
  );
});

test.each<[string, (text: string) => string]>([
  ['the beginning', (text) => text.slice(0, 6)],
  ['capitals', (text) => text.toUpperCase()],
  ['the beginning behind another text', (text) => `${text}-${text.slice(0, 8)}`],
  ['a capital letter', (text) => `${text[0]?.toUpperCase()}${text.slice(1)}`],
])('%s of a text that stands for a value fails the build and names the place', (_, change) => {
  const chart = chartOf((values) => ({ a: change(values.string('a', { default: 'abc', description: 'A.' })) }));
  expect(() => compileChart(chart)).toThrow(
    /^demo\/object\/a: found "zfv0[0-9a-z]*", a part of what stands for a value/i,
  );
});

test('a text in which the same letters happen to stand is what it is', () => {
  const text = 'MIIBabcZfV0QkdefzfV0AA==\nZFV0abc azfv0b';
  const chart = chartOf((values) => ({ a: text, b: values.string('b', { default: 'x', description: 'B.' }) }));
  expect(renderChart(compileChart(chart), { release: { name: 'demo', namespace: 'n' } })[0]).toMatchObject({ a: text });
});

test('a text that Helm would not print is refused, the object named', () => {
  for (const text of ['a <no value>', `<no value>-${stringPlaceholder(releaseOfChart.name)}`]) {
    expect(() => compileChart(chartOf(() => ({ a: { b: [text] } })))).toThrow(
      'demo/object: found the text "<no value>", which Helm removes from everything it prints; expected another text.',
    );
  }
});

test('large numbers that no value is in stay what they are', () => {
  const literals = { a: 1_099_511_627_776, b: 2 ** 43, c: 4_294_967_295, d: '880000000000', e: '9007199254740991' };
  const [object] = renderChart(compileChart(chartOf(() => literals)), { release, values: [] });
  expect(object).toMatchObject(literals);
});

test('values.yaml comments every value, with its bounds, and holds the defaults', () => {
  const chart = chartOf((values) => ({
    n: values
      .at('group')
      .describe('A group.')
      .integer('n', { default: 3, minimum: 1, maximum: 9, description: 'How many.' }),
    s: values.string('s', { default: '{{ x }}', oneOf: ['{{ x }}', ''], description: 'Which.' }),
    m: values.map('m', { default: {}, schema: annotations, description: 'Notes.' }).fill(),
    z: 1,
  }));
  expect(chartFiles(compileChart(chart)).get('values.yaml')).toBe(
    [
      '# Generated by "synth" from demo.ts. Do not edit.',
      '',
      '# A group.',
      'group:',
      '  # How many. From 1 to 9.',
      '  "n": 3',
      '',
      '# Which. One of: {{ x }}, "".',
      's: "{{ x }}"',
      '',
      '# Notes.',
      'm: {}',
      '',
      '# Further objects of any kind, as they are; text in them is not taken for a template.',
      'extraManifests: []',
      '',
    ].join('\n'),
  );
});

test('whatever ends a line in a text of the author, comments and tables hold it in one', () => {
  const odd = 'One\nx: 1\r\nx: 2\u0085x: 3\u2028x: 4\u2029x: 5\fx: 6\u0000\ud800 `x` */ | two.';
  const chart = chartOf((values) => ({
    s: values.string('s', { default: 'a', oneOf: ['a', 'b\nx: 1', 'c\u0085x: 2'], description: odd }),
    n: values.at('group').describe(odd).integer('n', { default: 3, minimum: 1, maximum: 9, description: odd }),
    m: values
      .map('m', {
        default: { k: 'v' },
        schema: { type: 'object', properties: { k: { type: 'string', description: odd } } },
        description: odd,
      })
      .fill(),
    t: new NamedText('demo.t', odd, expressionOf('t')),
    z: 1,
  }));
  const compiled = compileChart(chart);
  const files = chartFiles(compiled);
  const text = files.get('values.yaml') as string;
  expect(parseValues(text, 'values.yaml')).toEqual(compiled.defaults);
  expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Zl}\p{Zp}\ufffd]/u);
  expect(text).toContain('One of: a, "b\\nx: 1", "c\\u0085x: 2".');
  expect(files.get('README.md')?.match(/^\| `(s|group.n|m)` \|.+\|$/gm)).toHaveLength(3);
  expect(files.get('templates/_helpers.tpl')?.match(/\*\//g)).toHaveLength(2);
});

test('a default that its own schema refuses, and a pattern for a part of a text, are refused at once', () => {
  const { values } = chartOf(() => ({}));
  expect(() => values.integer('n', { default: 50, minimum: 1, maximum: 9, description: 'N.' })).toThrow(
    'value n: found default 50, expected a whole number from 1 to 9',
  );
  expect(() => values.map('m', { default: { 'a b': 'x' }, schema: labels, description: 'M.' })).toThrow(
    'value m: found default.a b the key "a b"',
  );
  expect(() => values.string('t', { description: 'T.' } as never)).toThrow(
    'value t: found no default, expected text; give it one',
  );
  expect(() => values.map('m', { default: { a: undefined } as never, schema: labels, description: 'M.' })).toThrow(
    'value m: found default.a undefined',
  );
  for (const pattern of ['[a-z]+', '^a|b$', '^(a)|(b)$', 'a$']) {
    expect(() => values.string('s', { default: '', pattern, description: 'S.' })).toThrow(
      `value s: found pattern ${pattern}, expected one for the whole text: ^(${pattern})$`,
    );
  }
});

test('what the schema refuses is refused with the key named', () => {
  const compiled = compileChart(
    chartOf((values) => ({
      n: values.integer('n', { default: 3, minimum: 1, maximum: 9, description: 'N.' }),
      s: values.at('group').string('s', { default: 'a', oneOf: ['a', 'b'], description: 'S.' }),
    })),
  );
  const refusal = (values: object): string => {
    try {
      renderChart(compiled, { release, values: [values as never] });
    } catch (error) {
      if (error instanceof ValuesRefused) return error.problems.join('\n');
      throw error;
    }
    return 'accepted';
  };
  expect(refusal({ n: 10 })).toBe(
    'value n: found 10, expected a whole number from 1 to 9; change it, or leave it out to have 3',
  );
  expect(refusal({ n: null })).toBe(
    'value n: found nothing, expected a whole number from 1 to 9; give it a value, or leave it out instead of setting it to null',
  );
  expect(refusal({ group: { s: 'c' } })).toBe(
    'value group.s: found "c", expected one of "a", "b"; change it, or leave it out to have "a"',
  );
  expect(refusal({ group: { t: 1 } })).toBe(
    'value group.t: found a key that is not a value of this chart, expected one of s; correct the name or remove it',
  );
  expect(refusal({ n: '3', group: { s: 1 } }).split('\n')).toHaveLength(2);
});

test('a key that stands in the template cannot come from the values', () => {
  const chart = new HelmChart(new App(), 'demo', {
    version: '1.0.0',
    appVersion: '1',
    description: 'Demo.',
    source: 'demo.ts',
  });
  const object = new ApiObject(chart, 'object', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'x', labels: { own: 'o' } },
  });
  Edits.of(object)
    .spread('/metadata/labels', chart.values.map('labels', { default: {}, schema: labels, description: 'L.' }).spread())
    .set('/z', 1);
  const compiled = compileChart(chart);
  expect(() => renderChart(compiled, { release, values: [{ labels: { own: 'mine' } }] })).toThrow(
    'value labels.own: found "mine", expected nothing, because the chart has this key itself; use another key',
  );
  expect(renderChart(compiled, { release, values: [{ labels: { other: 'mine' } }] })[0]?.metadata).toMatchObject({
    labels: { own: 'o', other: 'mine' },
  });
});

test('keys and names that every object of JavaScript has are keys and names like others', () => {
  const entries = { constructor: 'a', toString: 'b', valueOf: 'c' };
  const chart = chartOf((values) => {
    const [first, second] = ['first', 'second'].map((path) =>
      values.map(path, { default: {}, schema: annotations, description: 'Notes.' }),
    ) as [MapValue, MapValue];
    const any = values.map('any', { default: {}, schema: anyObject, description: 'Any.' });
    const own = values.at('constructor').string('toString', { default: 'x', description: 'Own.' });
    return {
      merged: { [spreadEntry(0)]: first.spread(second) },
      own,
      spread: { a: 1, [spreadEntry(0)]: any.spread() } as never,
      z: 1,
    };
  });
  const compiled = compileChart(chart);
  const any = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}');
  const [object] = renderChart(compiled, { release, values: [{ second: entries, any }] });
  expect(object).toMatchObject({ merged: entries, own: 'x' });
  expect(JSON.stringify(object?.spread)).toBe('{"a":1,"__proto__":{"a":1},"constructor":2}');
  expect(parseValues(chartFiles(compiled).get('values.yaml') as string, 'values.yaml')).toMatchObject({
    constructor: { toString: 'x' },
  });
});

test('the type of overrides has every key optional and says what may be unset', () => {
  expect(
    typeOf({
      type: 'object',
      properties: {
        a: { type: 'integer', description: 'A.' },
        b: { enum: ['x', 1] },
        c: { type: 'array', items: { type: 'string' } },
      },
      additionalProperties: false,
    }),
  ).toBe(
    '{\n  /** A. */\n  readonly a?: number;\n  readonly b?: "x" | 1;\n  readonly c?: readonly (string)[] | null;\n}',
  );
});

test('in a stock chart of a stock app the defaults are what is synthesized', () => {
  const app = new App();
  const chart = new Chart(app, 'plain', { namespace: 'ns' });
  const values = ValuesClass.of(chart);
  const object = new ApiObject(chart, 'object', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `n-${values.string('s', { default: 'x', pattern: '^[a-z]$', description: 'S.' })}` },
  });
  const hidden = new ApiObject(chart, 'hidden', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'hidden' } });
  Edits.of(object).set('/data', { n: values.boolean('b', { default: true, description: 'B.' }) });
  Edits.of(hidden).guardObject(values.flag('hidden', { default: false, description: 'H.' }));
  expect(app.synthYaml()).toBe(
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: n-x\n  namespace: ns\ndata:\n  "n": true\n',
  );
});

/** A stock app of a chart with values, and of one that has none and refers to it. */
function appOf(...ids: readonly string[]): { app: App; charts: readonly Chart[]; other: Chart } {
  const app = new App();
  const other = new Chart(app, 'other');
  const charts = ids.map((id) => {
    const chart = new Chart(app, id, { namespace: id });
    new Microservice(chart, id, { declaration: service(id) });
    return chart;
  });
  return { app, charts, other };
}

function configMap(chart: Chart, data: Record<string, string>): void {
  new ApiObject(chart, 'object', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'refers' }, data });
}

test('another chart of a stock app may refer to names and values of one that has values', () => {
  const { app, charts, other } = appOf('letters', 'parcels');
  const letters = charts[0]?.node.findChild('letters') as Microservice;
  const stamp = ValuesClass.of(charts[0] as Chart).string('stamp', { default: 'blue', description: 'Its colour.' });
  configMap(other, { url: `http://${letters.service.name}:80`, stamp, plain: 'x' });
  const data = { url: 'http://letters:80', stamp: 'blue', plain: 'x' };
  expect(Testing.synth(other)).toMatchObject([{ data }]);
  expect(app.synthYaml()).toContain('data:\n  plain: x\n  stamp: blue\n  url: http://letters:80\n');
  expect(app.synthYaml()).not.toContain('zfv');
});

test('a chart of a stock app without anything of one that has values is what it is alone', () => {
  const { other } = appOf('letters');
  const spec = { big: 1_234_567_890_123_456, text: 'zfv0' };
  new ApiObject(other, 'object', { apiVersion: 'v1', kind: 'Odd', metadata: { name: 'odd' }, ...{ spec } });
  expect(Testing.synth(other)).toMatchObject([{ spec }]);
});

test('what is another thing in each chart is refused in a third one, with its place', () => {
  const { app, other } = appOf('letters', 'parcels');
  configMap(other, { of: stringPlaceholder(releaseOfChart.namespace) });
  expect(() => app.synthYaml()).toThrow(
    'chart other: ConfigMap refers/data/of: found what is "letters" or "parcels" in charts of this app (letters, parcels), ' +
      'expected a value or name of one of them alone; put the object into that chart',
  );
});

test('an output type that goes past the chart is refused', () => {
  const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
  ValuesClass.of(new Chart(app, 'plain'));
  expect(() => app.synth()).toThrow('FOLDER_PER_CHART_FILE_PER_RESOURCE');
});
