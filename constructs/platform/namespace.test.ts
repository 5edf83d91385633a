import { App } from 'cdk8s';
import { compileChart, HelmChart, renderChart } from '../helm';
import type { JsonObject } from '../template';
import { RenderedObjects } from '../testing';
import { Namespace } from './namespace';
import { chartProps } from './test-platform';

function render(values: JsonObject = {}): RenderedObjects {
  const chart = new HelmChart(new App(), 'cluster', chartProps);
  new Namespace(chart, 'namespace');
  const options = { release: { name: 'cluster', namespace: 'talk' }, values: [{ namespace: values }] };
  return new RenderedObjects(renderChart(compileChart(chart), options));
}

const labelsOf = (objects: RenderedObjects) => (objects.one('Namespace').metadata as JsonObject).labels;

test('the namespace has the name of the release and stands in no other', () => {
  expect(render().one('Namespace').metadata).toMatchObject({ name: 'talk' });
  expect(render().one('Namespace').metadata).not.toHaveProperty('namespace');
});

test('pods are held to the restricted standard unless the values say otherwise', () => {
  const prefix = 'pod-security.kubernetes.io';
  for (const mode of ['enforce', 'audit', 'warn']) {
    expect(labelsOf(render())).toMatchObject({
      [`${prefix}/${mode}`]: 'restricted',
      [`${prefix}/${mode}-version`]: 'latest',
    });
  }
  const looser = render({ podSecurity: { enforce: 'baseline', version: 'v1.31' }, labels: { team: 'talk' } });
  expect(labelsOf(looser)).toMatchObject({
    [`${prefix}/enforce`]: 'baseline',
    [`${prefix}/enforce-version`]: 'v1.31',
    team: 'talk',
  });
});

test('the labels that hold pods to a standard cannot be overridden by others', () => {
  expect(() => render({ labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } })).toThrow(
    'value namespace.labels',
  );
});

test('a quota and default limits are there, in the namespace, until switched off', () => {
  expect(render().names()).toEqual(['LimitRange/limits', 'Namespace/talk', 'ResourceQuota/quota']);
  expect(render().one('ResourceQuota').spec).toMatchObject({ hard: { pods: '200' } });
  expect((render().one('LimitRange').spec as JsonObject).limits).toEqual([
    expect.objectContaining({ type: 'Container' }),
  ]);
  expect(render({ quota: { enabled: false }, limitRange: { enabled: false } }).names()).toEqual(['Namespace/talk']);
  expect(render({ quota: { hard: null }, limitRange: { limits: null } }).names()).toEqual(['Namespace/talk']);
});
