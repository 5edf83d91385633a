import { App } from 'cdk8s';
import { ConfigMap, Env, Node, NodeLabelQuery, NodeTaintQuery, Topology } from 'cdk8s-plus-27';
import { compileChart, HelmChart } from '../helm';
import type { JsonObject } from '../template';
import { fieldOf } from '../testing';
import { Microservice } from './microservice';
import { cellar, chartProps, render } from './test-fleet';

const pod = '/spec/template/spec';

/** A service whose author changes the constructs. */
function cellarWith(change: (service: Microservice) => void) {
  const chart = new HelmChart(new App(), 'cellar', chartProps);
  change(new Microservice(chart, 'cellar', { declaration: cellar }));
  return compileChart(chart);
}

const deploymentOf = (chart: ReturnType<typeof cellarWith>, values?: JsonObject) =>
  render(chart, values).one('Deployment');

test('variables of a ConfigMap that an author adds stand beside the configuration', () => {
  const chart = cellarWith((service) => {
    const more = ConfigMap.fromConfigMapName(service, 'more', 'more');
    service.deployment.containers[0]?.env.copyFrom(Env.fromConfigMap(more));
  });
  const sources = (values?: JsonObject) => fieldOf(deploymentOf(chart, values), `${pod}/containers/0/envFrom`);
  const own = { configMapRef: { name: expect.stringMatching(/^eu-cellar-config-/) } };
  expect(sources()).toEqual([{ configMapRef: { name: 'more' } }, own]);
  const extra = { secretRef: { name: 'extra' } };
  expect(sources({ extraEnvFrom: [extra] })).toEqual([{ configMapRef: { name: 'more' } }, own, extra]);
});

describe('where an author lets pods run', () => {
  const disk = { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] };
  const ssd = Node.labeled(NodeLabelQuery.is('disk', 'ssd'));
  const attracted = cellarWith(({ deployment }) => deployment.scheduling.attract(ssd));

  test('stands beside the preference for nodes without a pod of the service', () => {
    expect(fieldOf(deploymentOf(attracted), `${pod}/affinity`)).toMatchObject({
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [disk] } },
      podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100 }] },
    });
  });

  test('comes in place of that preference where it is about other pods', () => {
    const separated = cellarWith(({ deployment }) =>
      deployment.scheduling.separate(deployment, { topology: Topology.HOSTNAME }),
    );
    expect(fieldOf(deploymentOf(separated), `${pod}/affinity/podAntiAffinity`)).toEqual({
      requiredDuringSchedulingIgnoredDuringExecution: [
        expect.objectContaining({ topologyKey: 'kubernetes.io/hostname' }),
      ],
    });
  });

  test('gives way to the affinity of the values', () => {
    const affinity = { podAffinity: {} };
    expect(fieldOf(deploymentOf(attracted, { affinity }), `${pod}/affinity`)).toEqual(affinity);
  });

  test('takes the taints of the values too', () => {
    const chart = cellarWith(({ deployment }) =>
      deployment.scheduling.tolerate(Node.tainted(NodeTaintQuery.exists('dedicated'))),
    );
    const own = { key: 'dedicated', operator: 'Exists' };
    const more = { key: 'spot', operator: 'Exists' };
    expect(fieldOf(deploymentOf(chart), `${pod}/tolerations`)).toMatchObject([own]);
    expect(fieldOf(deploymentOf(chart, { tolerations: [more] }), `${pod}/tolerations`)).toMatchObject([own, more]);
  });
});

test('data that an author adds to the ConfigMap are refused, which is named by its data', () => {
  expect(() => cellarWith(({ config }) => config.addData('MORE', '1'))).toThrow(
    'cellar/cellar/config/Resource: found MORE added to the ConfigMap, expected nothing, because its name is made from ' +
      'what the declaration has in `config`; say it there, or make a ConfigMap of your own',
  );
});
