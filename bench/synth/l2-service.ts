import { ApiObject, Chart, Duration, JsonPatch, Size } from 'cdk8s';
import {
  ConfigMap,
  Cpu,
  Deployment,
  DeploymentStrategy,
  Env,
  EnvValue,
  HorizontalPodAutoscaler,
  Ingress,
  IngressBackend,
  LabelSelector,
  Metric,
  MetricTarget,
  Namespaces,
  NetworkPolicy,
  NetworkPolicyPort,
  NetworkPolicyTrafficDefault,
  PercentOrAbsolute,
  Pods,
  Probe,
  Secret,
  Service,
  ServiceAccount,
  Volume,
} from 'cdk8s-plus-27';
import type { Construct } from 'constructs';

/** The objects of `plainService`, as a user of cdk8s-plus writes them: a chart for each service. */
export function l2Service(scope: Construct, name: string): Chart {
  const chart = new Chart(scope, name, { namespace: 'shop', disableResourceNameHashes: true });
  const selector = { 'app.kubernetes.io/name': name };
  const metadata = { name, labels: { ...selector, 'app.kubernetes.io/part-of': 'shop' } };

  const account = new ServiceAccount(chart, 'account', { metadata, automountToken: false });
  const config = new ConfigMap(chart, 'config', {
    metadata,
    immutable: true,
    data: {
      LOG_LEVEL: 'info',
      HTTP_PORT: '3000',
      PRODUCTS_URL: 'http://products',
      PAYMENTS_URL: 'http://payments',
      GREETING: `Welcome to ${name}.\nMind the step.\n`,
    },
  });
  const deployment = l2Deployment(chart, { name, metadata, selector, account, config });
  const service = new Service(chart, 'service', {
    metadata,
    selector: Pods.select(chart, 'pods', { labels: selector }),
    ports: [{ name: 'http', port: 80, targetPort: 3000 }],
  });
  new HorizontalPodAutoscaler(chart, 'autoscaler', {
    metadata,
    target: deployment,
    minReplicas: 2,
    maxReplicas: 10,
    metrics: [Metric.resourceCpu(MetricTarget.averageUtilization(70))],
  });
  const ingress = new Ingress(chart, 'ingress', {
    metadata: { ...metadata, annotations: { 'nginx.ingress.kubernetes.io/proxy-read-timeout': '60' } },
    className: 'nginx',
    tls: [{ hosts: [`${name}.example.com`], secret: Secret.fromSecretName(chart, 'certificate', `${name}-tls`) }],
  });
  ingress.addHostRule(`${name}.example.com`, '/', IngressBackend.fromService(service));
  new NetworkPolicy(chart, 'traffic', {
    metadata,
    selector: Pods.select(chart, 'own-pods', { labels: selector }),
    ingress: {
      default: NetworkPolicyTrafficDefault.DENY,
      rules: [
        {
          peer: Pods.select(chart, 'callers', { labels: { 'app.kubernetes.io/name': 'gateway' } }),
          ports: [NetworkPolicyPort.tcp(3000)],
        },
      ],
    },
    egress: {
      default: NetworkPolicyTrafficDefault.DENY,
      rules: [
        {
          peer: Namespaces.select(chart, 'system', { labels: { 'kubernetes.io/metadata.name': 'kube-system' } }),
          ports: [NetworkPolicyPort.udp(53), NetworkPolicyPort.tcp(53)],
        },
        {
          peer: Pods.select(chart, 'products', { labels: { 'app.kubernetes.io/name': 'products' } }),
          ports: [NetworkPolicyPort.tcp(3000)],
        },
      ],
    },
  });
  return chart;
}

interface DeploymentParts {
  readonly name: string;
  readonly metadata: { readonly name: string; readonly labels: Record<string, string> };
  readonly selector: Record<string, string>;
  readonly account: ServiceAccount;
  readonly config: ConfigMap;
}

function l2Deployment(chart: Chart, { name, metadata, selector, account, config }: DeploymentParts): Deployment {
  const deployment = new Deployment(chart, 'deployment', {
    metadata,
    podMetadata: { labels: { ...selector } },
    select: false,
    strategy: DeploymentStrategy.rollingUpdate({
      maxUnavailable: PercentOrAbsolute.absolute(0),
      maxSurge: PercentOrAbsolute.absolute(1),
    }),
    serviceAccount: account,
    automountServiceAccountToken: false,
    securityContext: { ensureNonRoot: true, user: 10001, group: 10001, fsGroup: 10001 },
    terminationGracePeriod: Duration.seconds(45),
  });
  deployment.select(LabelSelector.of({ labels: { ...selector } }));
  const container = deployment.addContainer({
    name,
    image: `registry.example.com/shop/${name}:1.4.2`,
    ports: [
      { name: 'http', number: 3000 },
      { name: 'admin', number: 9090 },
    ],
    envVariables: {
      DATABASE_URL: EnvValue.fromSecretValue({
        secret: Secret.fromSecretName(chart, 'database', `${name}-db-secret`),
        key: 'db_url',
      }),
      RELEASE: EnvValue.fromValue('1.4.2'),
    },
    envFrom: [Env.fromConfigMap(config)],
    startup: Probe.fromHttpGet('/startupz', { port: 9090, failureThreshold: 30 }),
    readiness: Probe.fromHttpGet('/readyz', { port: 9090, periodSeconds: Duration.seconds(5) }),
    liveness: Probe.fromHttpGet('/livez', { port: 9090, periodSeconds: Duration.seconds(10) }),
    resources: {
      cpu: { request: Cpu.millis(100), limit: Cpu.millis(500) },
      memory: { request: Size.mebibytes(128), limit: Size.mebibytes(256) },
    },
    securityContext: { ensureNonRoot: true, user: 10001, group: 10001, readOnlyRootFilesystem: true },
  });
  container.mount('/tmp', Volume.fromEmptyDir(deployment, 'tmp', 'tmp', { sizeLimit: Size.mebibytes(64) }));
  // cdk8s-plus labels pods with the path of their construct, which is no part of what the service needs.
  ApiObject.of(deployment).addJsonPatch(JsonPatch.remove('/spec/template/metadata/labels/cdk8s.io~1metadata.addr'));
  return deployment;
}
