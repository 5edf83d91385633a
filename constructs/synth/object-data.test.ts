import { ApiObject, App, Chart, type IResolver, JsonPatch, Lazy } from 'cdk8s';
import { Deployment, k8s } from 'cdk8s-plus-27';
import { stringPlaceholder } from '../template';
import { release } from '../values';
import { objectData } from './object-data';
import { synthesize } from './synthesize';

/** The object's data, which must be what its own `toJson` gives, key by key. */
function sameAsStock(object: ApiObject): unknown {
  const stock = JSON.stringify(object.toJson());
  const data = objectData(object);
  expect(JSON.stringify(data)).toBe(stock);
  expect(JSON.stringify(object.toJson())).toBe(stock);
  return data;
}

function thing(spec: unknown, app = new App()): ApiObject {
  return new ApiObject(new Chart(app, 'chart'), 'thing', { kind: 'Thing', apiVersion: 'v1', zeta: 1, spec });
}

test('objects of cdk8s-plus are what cdk8s makes of them', () => {
  const chart = new Chart(new App(), 'chart', { namespace: 'shop', labels: { team: 'a' } });
  const deployment = new Deployment(chart, 'server', { containers: [{ image: 'server:1', portNumber: 3000 }] });
  expect(sameAsStock(ApiObject.of(deployment))).toMatchObject({ kind: 'Deployment', metadata: { namespace: 'shop' } });

  const budget = new k8s.KubePodDisruptionBudget(chart, 'budget', {
    spec: { maxUnavailable: k8s.IntOrString.fromString('10%') },
  });
  expect(sameAsStock(budget)).toMatchObject({ spec: { maxUnavailable: '10%' } });
});

test('tokens are resolved, empty collections stay, what is null or undefined goes', () => {
  const spec = {
    z: Lazy.any({ produce: () => [{ resolve: () => 'token' }, Lazy.any({ produce: () => 7 })] }),
    empty: { list: [], map: {} },
    gone: { null: null, undefined: undefined },
    union: k8s.IntOrString.fromNumber(80),
  };
  expect(sameAsStock(thing(spec))).toMatchObject({
    spec: { empty: { list: [], map: {} }, gone: {}, union: { value: 80 }, z: ['token', 7] },
  });
});

test('JSON patches are applied, also to metadata', () => {
  const object = thing({ a: 1 });
  object.addJsonPatch(JsonPatch.add('/metadata/labels', { b: '2' }), JsonPatch.remove('/spec'));
  expect(sameAsStock(object)).toMatchObject({ metadata: { labels: { b: '2' } } });
});

test('what cdk8s refuses is refused in its words', () => {
  const object = thing({ when: new Date(0) });
  expect(() => objectData(object)).toThrow("Failed serializing construct at path 'chart/thing'");
  const patched = thing({});
  patched.addJsonPatch(JsonPatch.test('/spec', 1));
  expect(() => objectData(patched)).toThrow("Failed serializing construct at path 'chart/thing'");
});

test('metadata without its empty lists and maps, and with what was added to it', () => {
  const object = new ApiObject(new Chart(new App(), 'chart'), 'thing', {
    kind: 'Thing',
    apiVersion: 'v1',
    metadata: { name: 'x', zeta: 1, empty: {}, list: [], nested: { deep: { empty: {} }, kept: [[], {}] } },
  });
  object.metadata.addAnnotation('b', Lazy.any({ produce: () => 'late' }) as unknown as string);
  object.metadata.add('alpha', null);
  expect(sameAsStock(object)).toMatchObject({ metadata: { annotations: { b: 'late' }, name: 'x', zeta: 1 } });
});

test('an object whose class gives away what it keeps is not changed', () => {
  const kept = { list: [stringPlaceholder(release.name)] };
  class Own extends ApiObject {
    override toJson() {
      return { kind: 'Own', apiVersion: 'v1', metadata: { name: 'own' }, spec: kept };
    }
  }
  const chart = new Chart(new App(), 'chart');
  new Own(chart, 'own', { kind: 'Own', apiVersion: 'v1' });
  const [document] = synthesize(chart);
  expect(document?.body.spec).toEqual({ list: [release.name] });
  expect(kept).toEqual({ list: [stringPlaceholder(release.name)] });
});

test('somebody else who replaces toJson afterwards is asked', () => {
  const object = thing({ a: 1 });
  objectData(object);
  const before = ApiObject.prototype.toJson;
  ApiObject.prototype.toJson = function (this: ApiObject) {
    return { ...before.call(this), marked: true };
  };
  try {
    expect(objectData(object)).toMatchObject({ marked: true, spec: { a: 1 } });
  } finally {
    ApiObject.prototype.toJson = before;
  }
});

test('resolvers of an app are asked', () => {
  const shout: IResolver = {
    resolve: (context) => {
      if (context.value === 'quiet') context.replaceValue('LOUD');
    },
  };
  expect(sameAsStock(thing({ voice: 'quiet' }, new App({ resolvers: [shout] })))).toMatchObject({
    spec: { voice: 'LOUD' },
  });
});
