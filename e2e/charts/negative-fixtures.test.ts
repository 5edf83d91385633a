import { chartFiles, type JsonObject, quotedJson, renderChart, ValuesRefused } from '@flotilla/constructs';
import { helmTemplate } from '@flotilla/constructs/testing';
import { charts } from './shop';
import { TemporaryFolder } from './temporary-folder';
import { testWithHelm } from './test-with-helm';

/** A mistake, and the key that every refusal of it must name. */
interface Mistake {
  readonly chart: string;
  /** @default - the chart's name, or `my-shop` for the umbrella */
  readonly release?: string;
  /** @default - the defaults */
  readonly values?: JsonObject;
  readonly names: string;
}

/** Any text that the chart writes into an object. */
const noted = (note: string): JsonObject => ({ podAnnotations: { note } });

const mistakes: Readonly<Record<string, Mistake>> = {
  'a key with a typing error': { chart: 'orders', values: { replicaCuont: 2 }, names: 'replicaCuont' },
  'a deeper key with a typing error': { chart: 'orders', values: { image: { tga: '1' } }, names: 'image.tga' },
  'a key of a subchart with a typing error': {
    chart: 'shop',
    values: { orders: { image: { tga: '1' } } },
    names: 'orders.image.tga',
  },
  'a subchart that does not exist': { chart: 'shop', values: { ordres: { enabled: false } }, names: 'ordres' },
  'a switch of a subchart that is no boolean': {
    chart: 'shop',
    values: { orders: { enabled: 'no' } },
    names: 'orders.enabled',
  },

  'text for a number': { chart: 'orders', values: { replicaCount: 'three' }, names: 'replicaCount' },
  'a number in quotes': { chart: 'orders', values: { replicaCount: '3' }, names: 'replicaCount' },
  'a fraction': { chart: 'orders', values: { replicaCount: 1.5 }, names: 'replicaCount' },
  'a number for text': { chart: 'orders', values: { image: { tag: 1.1 } }, names: 'image.tag' },
  'text for a boolean': { chart: 'orders', values: { autoscaling: { enabled: 'yes' } }, names: 'autoscaling.enabled' },
  'a map for a list': { chart: 'orders', values: { tolerations: { key: 'a' } }, names: 'tolerations' },
  'a list for a map': { chart: 'orders', values: { nodeSelector: ['a'] }, names: 'nodeSelector' },
  'a boolean for a map': { chart: 'orders', values: { image: true }, names: 'image' },
  'a number as an annotation': {
    chart: 'orders',
    values: { podAnnotations: { scrape: 1 } },
    names: 'podAnnotations.scrape',
  },

  'a word that is none of the choices': {
    chart: 'orders',
    values: { image: { pullPolicy: 'Sometimes' } },
    names: 'image.pullPolicy',
  },
  'a choice with another case': { chart: 'orders', values: { config: { logLevel: 'INFO' } }, names: 'config.logLevel' },
  'a mesh that is not known': { chart: 'shop', values: { global: { mesh: 'cilium' } }, names: 'global.mesh' },
  'a number below its minimum': { chart: 'orders', values: { replicaCount: -1 }, names: 'replicaCount' },
  'a number above its maximum': {
    chart: 'orders',
    values: { networkPolicy: { database: { port: 65_536 } } },
    names: 'networkPolicy.database.port',
  },
  'a service that is not reached over HTTP': {
    chart: 'orders',
    values: { peers: { products: { url: 'ftp://products.example' } } },
    names: 'peers.products.url',
  },
  'a digest that is cut off': {
    chart: 'orders',
    values: { image: { digest: 'sha256:0123' } },
    names: 'image.digest',
  },
  'an address without a prefix': {
    chart: 'orders',
    values: { networkPolicy: { database: { cidr: '10.0.0.1' } } },
    names: 'networkPolicy.database.cidr',
  },

  'addresses that there are not': {
    chart: 'platform',
    values: { bootstrap: { enabled: true, apiServer: { cidr: '10.0.0.0/33' } } },
    names: 'bootstrap.apiServer.cidr',
  },

  'a rule that would let everything out': {
    chart: 'orders',
    values: { networkPolicy: { extraEgress: [{ too: [] }] } },
    names: 'networkPolicy.extraEgress.0.too',
  },
  'a rule that would let everybody in': {
    chart: 'platform',
    values: { nats: { extraIngress: [{ form: [] }] } },
    names: 'nats.extraIngress.0.form',
  },
  'a speed with a typing error': {
    chart: 'orders',
    values: { autoscaling: { behavior: { scaleDwon: {} } } },
    names: 'autoscaling.behavior.scaleDwon',
  },
  'a metric with a typing error': {
    chart: 'orders',
    values: { autoscaling: { metrics: [{ type: 'Pods', pod: {} }] } },
    names: 'autoscaling.metrics.0.pod',
  },

  'a maximum below the minimum': {
    chart: 'orders',
    values: { autoscaling: { minReplicas: 5, maxReplicas: 2 } },
    names: 'autoscaling.maxReplicas',
  },
  'a maximum below the default minimum': {
    chart: 'orders',
    values: { autoscaling: { maxReplicas: 1 } },
    names: 'autoscaling.maxReplicas',
  },
  'a scaler without a metric': {
    chart: 'orders',
    values: { autoscaling: { targetCPUUtilizationPercentage: 0 } },
    names: 'autoscaling',
  },
  'a percentage of nothing': {
    chart: 'orders',
    values: { resources: { requests: { cpu: null }, limits: { cpu: null } } },
    names: 'resources',
  },
  'a percentage of nothing, for KEDA': {
    chart: 'shop',
    values: {
      orders: {
        resources: null,
        autoscaling: { scaler: 'keda', targetCPUUtilizationPercentage: 0, targetMemoryUtilizationPercentage: 50 },
      },
    },
    names: 'requests.memory',
  },
  'a backlog of nothing per pod': {
    chart: 'orders',
    values: { autoscaling: { keda: { lagThreshold: 0 } } },
    names: 'autoscaling.keda.lagThreshold',
  },
  'a timeout above the interval': {
    chart: 'orders',
    values: { metrics: { serviceMonitor: { intervalSeconds: 10, scrapeTimeoutSeconds: 11 } } },
    names: 'metrics.serviceMonitor.scrapeTimeoutSeconds',
  },
  'a NATS elsewhere without a way to it': {
    chart: 'orders',
    values: { nats: { url: 'tls://broker.example:4222' } },
    names: 'networkPolicy.nats.cidr',
  },
  'a way to a NATS elsewhere without its URL': {
    chart: 'shop',
    values: { orders: { networkPolicy: { nats: { cidr: '10.20.0.0/24' } } } },
    names: 'nats.url',
  },
  'a NATS elsewhere without its monitoring, for KEDA': {
    chart: 'orders',
    values: {
      nats: { url: 'tls://broker.example:4222' },
      networkPolicy: { nats: { cidr: '10.20.0.0/24' } },
      autoscaling: { scaler: 'keda' },
    },
    names: 'autoscaling.keda.natsMonitoringEndpoint',
  },
  'an Ingress for every host': {
    chart: 'gateway',
    values: { ingress: { hosts: [] } },
    names: 'ingress.hosts',
  },
  'an address for a host name': {
    chart: 'gateway',
    values: { ingress: { hosts: ['10.0.0.1'] } },
    names: 'ingress.hosts.0',
  },
  'an address for a host name of an HTTPRoute': {
    chart: 'gateway',
    values: { httpRoute: { enabled: true, hostnames: ['10.0.0.1'] } },
    names: 'httpRoute.hostnames.0',
  },
  'a constraint that does not say over what pods spread': {
    chart: 'orders',
    values: { topologySpreadConstraints: [{ maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }] },
    names: 'topologySpreadConstraints.0',
  },
  'an affinity with a typing error': {
    chart: 'platform',
    values: { nats: { affinity: { nodeAfinity: {} } } },
    names: 'nats.affinity.nodeAfinity',
  },
  'a cluster of two': { chart: 'platform', values: { nats: { replicas: 2 } }, names: 'nats.replicas' },

  'null for a number': { chart: 'orders', values: { replicaCount: null }, names: 'replicaCount' },
  'null for text': { chart: 'orders', values: { image: { repository: null } }, names: 'image.repository' },
  'null for a switch': { chart: 'orders', values: { autoscaling: { enabled: null } }, names: 'autoscaling.enabled' },
  'null for a number of a subchart': {
    chart: 'shop',
    values: { orders: { replicaCount: null } },
    names: 'orders.replicaCount',
  },

  'a label that the chart sets itself': {
    chart: 'orders',
    values: { commonLabels: { 'app.kubernetes.io/name': 'mine' } },
    names: 'commonLabels.app.kubernetes.io/name',
  },
  'a label that pods are selected by': {
    chart: 'orders',
    values: { podLabels: { 'app.kubernetes.io/component': 'mine' } },
    names: 'podLabels.app.kubernetes.io/component',
  },
  'a variable that the chart sets itself': {
    chart: 'orders',
    values: { extraEnv: [{ name: 'DATABASE_URL', value: 'postgres://elsewhere' }] },
    names: 'extraEnv.0.name',
  },
  'a volume that the chart has itself': {
    chart: 'orders',
    values: { extraVolumes: [{ name: 'tmp', emptyDir: {} }] },
    names: 'extraVolumes.0.name',
  },
  'a mount at a place that the chart uses itself': {
    chart: 'orders',
    values: { extraVolumeMounts: [{ name: 'more', mountPath: '/tmp' }] },
    names: 'extraVolumeMounts.0.mountPath',
  },
  'the same place, written in another way': {
    chart: 'orders',
    values: { extraVolumeMounts: [{ name: 'more', mountPath: '/tmp/.' }] },
    names: 'extraVolumeMounts.0.mountPath',
  },
  "a container named like the service's own": {
    chart: 'orders',
    values: { extraContainers: [{ name: 'orders', image: 'other' }] },
    names: 'extraContainers.0.name',
  },
  'a variable that is there twice': {
    chart: 'orders',
    values: {
      extraEnv: [
        { name: 'A', value: '1' },
        { name: 'B', value: '1' },
        { name: 'A', value: '2' },
      ],
    },
    names: 'extraEnv: found the name "A" twice',
  },
  'a volume that is there twice': {
    chart: 'shop',
    values: {
      orders: {
        extraVolumes: [
          { name: 'more', emptyDir: {} },
          { name: 'more', emptyDir: {} },
        ],
      },
    },
    names: 'extraVolumes: found the name "more" twice',
  },
  'two mounts at one place': {
    chart: 'orders',
    values: {
      extraVolumeMounts: [
        { name: 'more', mountPath: '/data' },
        { name: 'less', mountPath: '/data' },
      ],
    },
    names: 'extraVolumeMounts: found the mountPath "/data" twice',
  },
  'a container named like one that runs before': {
    chart: 'orders',
    values: { extraContainers: [{ name: 'a', image: 'a' }], extraInitContainers: [{ name: 'a', image: 'a' }] },
    names: 'extraContainers and extraInitContainers: found the name "a" twice',
  },
  'a name that no label may have': {
    chart: 'orders',
    values: { commonLabels: { 'bad key!': 'x' } },
    names: 'commonLabels.bad key!',
  },
  'a name that no resource may have': {
    chart: 'shop',
    values: { orders: { resources: { limits: { 'gpu!': 1 } } } },
    names: 'orders.resources.limits.gpu!',
  },
  'a label that is none': {
    chart: 'orders',
    values: { podLabels: { team: 'no spaces allowed' } },
    names: 'podLabels.team',
  },
  'a key that is printed as a merge': {
    chart: 'orders',
    values: {
      extraManifests: [{ apiVersion: 'v1', kind: 'Thing', metadata: { name: 'thing' }, spec: { '<<': { a: 1 } } }],
    },
    names: 'the key "<<"',
  },
  'text that Helm removes': {
    chart: 'orders',
    values: noted('<no value>'),
    names: '<no value>',
  },
  'a line separator of Unicode': { chart: 'orders', values: noted('one\u2028two'), names: 'Unicode line separator' },
  'a paragraph separator of Unicode': {
    chart: 'orders',
    values: noted('one\u2029two'),
    names: 'Unicode line separator',
  },
  'a control character': { chart: 'orders', values: noted('one\u0085two'), names: 'control character' },
  'a byte order mark': { chart: 'orders', values: noted('one\ufefftwo'), names: 'byte order mark' },

  'a release with capitals': { chart: 'orders', release: 'Orders', names: 'release name' },
  'a release with an underscore': { chart: 'orders', release: 'my_orders', names: 'release name' },
  'a release that begins with a digit': { chart: 'orders', release: '1orders', names: 'release name' },
  'a release with a dot': { chart: 'orders', release: 'my.orders', names: 'release name' },
  'a release that Helm finds too long': { chart: 'orders', release: 'r'.repeat(54), names: 'release name' },
  'a release that leaves no room for names': { chart: 'shop', release: 'r'.repeat(53), names: 'release name' },
};

const folders = new Map<string, TemporaryFolder>();
beforeAll(() => {
  for (const chart of charts) folders.set(chart.identity.name, new TemporaryFolder(chartFiles(chart)));
});
afterAll(() => {
  for (const folder of folders.values()) folder.remove();
});

const releaseOf = ({ chart, release }: Mistake): string => release ?? (chart === 'shop' ? 'my-shop' : chart);

/**
 * Every word of the key is in the message: our own joins them with dots, a JSON Schema validator with slashes, for which
 * a slash in a key is `~1`.
 */
function expectNamed(output: string, { names }: Mistake): void {
  const message = output.replaceAll('~1', '/');
  const words = names.split(/[ .](?!kubernetes[.]io|io)/);
  const missing = words.filter((word) => !message.includes(word));
  expect({ message, missing }).toEqual({ message, missing: [] });
}

describe.each(Object.entries(mistakes))('%s', (_, mistake) => {
  const { chart, values = {} } = mistake;

  test('is refused without Helm, with the key named', () => {
    const compiled = charts.find(({ identity }) => identity.name === chart) as (typeof charts)[number];
    const render = () =>
      renderChart(compiled, { release: { name: releaseOf(mistake), namespace: 'shop' }, values: [values] });
    expect(render).toThrow(ValuesRefused);
    expect(render).toThrow(expect.objectContaining({ message: expect.stringContaining(mistake.names) }));
  });

  testWithHelm('is refused with the key named', (helm) => {
    const folder = folders.get(chart) as TemporaryFolder;
    const file = folder.write('ci/mistake-values.yaml', quotedJson(values));
    const { ok, output } = helmTemplate(helm, {
      chart: folder.path,
      release: releaseOf(mistake),
      namespace: 'shop',
      values: [file],
    });
    expect({ ok, output }).toEqual({ ok: false, output });
    expectNamed(output, mistake);
  });
});

test.each(charts.map((chart) => [chart.identity.name, chart] as const))(
  '%s is rendered without a mistake',
  (_, chart) => {
    const release = releaseOf({ chart: chart.identity.name, names: '' });
    expect(renderChart(chart, { release: { name: release, namespace: 'shop' } })).not.toEqual([]);
  },
);
