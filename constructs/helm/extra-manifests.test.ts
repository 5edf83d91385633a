import { k8s } from 'cdk8s-plus-27';
import { expectHelmToAgree, render, testWithHelm, umbrellaChart } from '../microservice/test-fleet';

const chart = umbrellaChart(
  (shop) => new k8s.KubeConfigMap(shop, 'known', { metadata: { name: 'known' }, data: { a: 'b' } }),
);
const object = (name: string, more: object = {}) => ({
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { name },
  ...more,
});

test('a chart has no extra manifests by default', () => {
  expect(render(chart).names()).toEqual(['ConfigMap/known']);
});

test('extra manifests are objects of the chart, as they are', () => {
  const odd = object('odd', {
    spec: {
      text: '{{ .Values.x }}\n---\nkind: Other\n\n',
      yes: 'yes',
      number: 12_345_678_901,
      nothing: null,
      list: [],
    },
  });
  expect(render(chart, { extraManifests: [odd] as never }).one('Thing')).toEqual(odd);
});

test('what is no Kubernetes object is refused, the key named', () => {
  const refused = (...items: unknown[]) => expect(() => render(chart, { extraManifests: items as never }));
  refused({ kind: 'Thing', metadata: { name: 'x' } }).toThrow('value extraManifests.0.apiVersion');
  refused(object('a'), object('')).toThrow('value extraManifests.1.metadata.name');
  refused(object('a', { metadata: { name: 'a', annotations: { 'helm.sh/hook': 'sometimes' } } })).toThrow(
    'value extraManifests.0.metadata.annotations.helm.sh/hook',
  );
  refused('kind: Thing').toThrow('value extraManifests.0: found "kind: Thing", expected a map');
});

testWithHelm('Helm gives the same objects', () => {
  expectHelmToAgree(chart, [
    {},
    {
      extraManifests: [
        object('odd', {
          spec: {
            text: '{{ .Values.x }}\n---\nkind: Other\n\n',
            yes: 'yes',
            number: 12_345_678_901,
            small: 1e-7,
            nothing: null,
            list: [],
            '<&>': 'ünïcödé <&>',
          },
        }),
        object('hook', { metadata: { name: 'hook', annotations: { 'helm.sh/hook': 'pre-install,post-upgrade' } } }),
        object('tail', { spec: { text: 'a  \n\n' } }),
      ] as never,
    },
  ]);
});
