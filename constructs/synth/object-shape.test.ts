import { type ApiObject, App, Chart, JsonPatch, Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { manyObjects, objectData } from './object-data';
import { type Shape, shapeOf } from './object-shape';

type Generated = new (scope: Chart, id: string, props: object) => ApiObject;
type Convert = (data: unknown) => unknown;
const exported = k8s as unknown as Readonly<Record<string, Generated & Convert>>;
const classes = Object.keys(exported).filter((name) => /^Kube/.test(name));
const shapeOfProps = (name: string): Shape | undefined => shapeOf(exported[`toJson_${name}Props`] as Convert);

test('the shape of every generated class is found, but for schemas that contain themselves', () => {
  expect(classes.length).toBeGreaterThan(100);
  expect(classes.filter((name) => shapeOfProps(name) === undefined)).toEqual([
    'KubeCustomResourceDefinition',
    'KubeCustomResourceDefinitionList',
  ]);
});

test('names, unions, lists and maps are told apart', () => {
  const convert = (obj: Record<string, never>): unknown => ({
    kind: 'Thing',
    clusterIP: obj.clusterIp,
    port: (obj.port as unknown as { value: unknown } | undefined)?.value,
    value: obj.value,
    labels: Object.fromEntries(Object.entries(obj.labels ?? {})),
  });
  expect(shapeOf(convert as never)).toEqual({
    kind: 'struct',
    fields: [
      { from: 'kind', to: 'kind', shape: { kind: 'constant', value: 'Thing' } },
      { from: 'clusterIp', to: 'clusterIP', shape: { kind: 'any' } },
      { from: 'port', to: 'port', shape: { kind: 'union' } },
      { from: 'value', to: 'value', shape: { kind: 'any' } },
      { from: 'labels', to: 'labels', shape: { kind: 'map', of: { kind: 'any' } } },
    ],
  });
});

test.each<[string, Convert]>([
  ['computes', (data) => ({ twice: `${(data as { name: unknown }).name}` })],
  ['tells something of its own', () => ({ marked: true })],
  ['puts a whole inside itself', (data) => ({ all: data })],
])('a conversion that %s has none', (_, convert) => {
  expect(shapeOf(convert)).toBeUndefined();
});

/** Names of properties that some class reads, and one that none does. */
const strangers = ['name', 'value', 'selector', 'template', 'clusterIp', 'clusterIP', 'unheardOf'];

// An own key of that name makes cdk8s fail; nobody has one.
const key = () => fc.string().filter((text) => text !== '__proto__');
const json = () => fc.jsonValue({ maxDepth: 2 }).filter((value) => !JSON.stringify(value).includes('__proto__'));

/** What an author may hand in for a shape, and now and then something else. */
function input(g: fc.GeneratorValue, shape: Shape, depth = 0): unknown {
  const choice = g(fc.nat, 40);
  if (choice === 0) return null;
  if (choice === 1) {
    const later = input(g, shape, depth);
    return Lazy.any({ produce: () => later });
  }
  if (choice === 2)
    return g(fc.constantFrom, 'text', 7, true, [], {}, [{ value: 1 }], { value: '1' }, { a: { b: [] } });
  switch (shape.kind) {
    case 'any':
    case 'constant':
      return g(json);
    case 'date':
      return undefined;
    case 'union':
      return g(fc.boolean) ? k8s.IntOrString.fromNumber(g(fc.nat)) : k8s.Quantity.fromString(g(fc.string));
    case 'list':
      return Array.from({ length: g(fc.nat, 2) }, () => input(g, shape.of, depth + 1));
    case 'map':
      return Object.fromEntries(Array.from({ length: g(fc.nat, 3) }, () => [g(key), input(g, shape.of, depth + 1)]));
    case 'struct': {
      const fields = g(fc.subarray, shape.fields as never[], {
        maxLength: Math.min(shape.fields.length, Math.max(1, 5 - depth)),
      }) as typeof shape.fields;
      const members = fields.map(({ from, shape: of }) => [from, input(g, of, depth + 1)]);
      return Object.fromEntries([...members, ...(choice === 3 ? [[g(fc.constantFrom, ...strangers), 'stray']] : [])]);
    }
  }
}

/** What it gives, once to compare what there is and once for the order; or how it fails. */
const outcome = (work: () => unknown): readonly unknown[] => {
  try {
    const data = work();
    return [data, JSON.stringify(data)];
  } catch (error) {
    return [(error as Error).message];
  }
};

test('every generated class gives what cdk8s gives, whatever it was made with', () => {
  const numRuns = 12;
  let rendered = 0;
  for (const name of classes) {
    const shape = shapeOfProps(name);
    const fields = shape?.kind === 'struct' ? shape.fields.filter(({ from }) => from !== 'metadata') : [];
    const first = new (exported[name] as Generated)(new Chart(new App(), 'chart'), 'thing', { items: [] });
    for (let n = 0; n < manyObjects; n += 1) objectData(first);
    const property = fc.property(fc.gen(), (g) => {
      const props = Object.fromEntries(fields.map(({ from, shape: of }) => [from, input(g, of)]));
      const chart = new Chart(new App(), 'chart', { namespace: 'shop' });
      const metadata = { labels: g(fc.dictionary, key(), fc.string()) };
      const object = new (exported[name] as Generated)(chart, 'thing', { ...props, metadata });
      if (g(fc.nat, 3) === 0) object.addJsonPatch(JsonPatch.add('/spec', g(json)));
      const stock = outcome(() => object.toJson());
      expect(outcome(() => objectData(object))).toStrictEqual(stock);
      if (stock.length === 2) rendered += 1;
    });
    fc.assert(property, { numRuns, endOnFailure: true });
  }
  expect(rendered).toBeGreaterThan((classes.length * numRuns) / 3);
});
