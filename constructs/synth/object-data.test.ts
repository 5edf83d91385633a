import { ApiObject, App, Chart, type IResolver, JsonPatch, Lazy } from 'cdk8s';
import { Deployment, k8s } from 'cdk8s-plus-27';
import { objectData } from './object-data';

const stockToJson = ApiObject.prototype.toJson;

/** The object's data, which must be what its own `toJson` gives. */
function sameAsStock(object: ApiObject): unknown {
  const data = objectData(object);
  expect(JSON.stringify(data)).toBe(JSON.stringify(object.toJson()));
  expect(ApiObject.prototype.toJson).toBe(stockToJson);
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
  expect(ApiObject.prototype.toJson).toBe(stockToJson);
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
