import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubectl } from '../../services/provisioner/kubectl';
import { applyObjects } from '../fleet/apply-objects';

const group = 'external.metrics.k8s.io';
const version = `${group}/v1beta1`;
const apiService = `v1beta1.${group}`;
const name = 'flotilla-bench-metrics';

/** Metrics that the cluster's scalers see, as long as it runs. */
export interface MetricsApi {
  close(): Promise<void>;
}

/**
 * Becomes the cluster's source of external metrics (`external.metrics.k8s.io/v1beta1`). The API server must reach this
 * process at the address from which this process reaches the API server.
 *
 * @param namespace for the Service that leads here
 * @param metrics by name
 * @throws where the cluster has external metrics already, KEDA's for example
 */
export async function serveMetrics(
  namespace: string,
  metrics: Readonly<Record<string, () => number>>,
): Promise<MetricsApi> {
  if ((await kubectl(['get', 'apiservice', apiService, '--ignore-not-found', '--output', 'name'])) !== '') {
    throw new Error(`this cluster has an APIService ${apiService} already (KEDA?); use one without`);
  }
  const address = await ownAddress();
  const server = createServer(certificate(), (request, response) => {
    const path = new URL(request.url as string, 'https://metrics').pathname;
    const metric = path.split('/').at(-1) as string;
    const read = metrics[metric];
    const answer =
      path === `/apis/${version}` ? resources(metrics) : read === undefined ? undefined : list(metric, read());
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const close = async (): Promise<void> => {
    await kubectl(['delete', `apiservice/${apiService}`, `clusterrole/${name}`, '--ignore-not-found']);
    await kubectl(['delete', `clusterrolebinding/${name}`, '--ignore-not-found']);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  try {
    const { port } = server.address() as AddressInfo;
    await applyObjects(registration(namespace, address, port));
    await kubectl(['wait', 'apiservice', apiService, '--for=condition=Available', '--timeout=60s']);
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}

function resources(metrics: object): object {
  const common = { singularName: '', namespaced: true, kind: 'ExternalMetricValueList', verbs: ['get'] };
  const all = Object.keys(metrics).map((metric) => ({ name: metric, ...common }));
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: version, resources: all };
}

function list(metricName: string, value: number): object {
  const item = { metricName, metricLabels: {}, timestamp: new Date().toISOString(), value: String(Math.round(value)) };
  return { kind: 'ExternalMetricValueList', apiVersion: version, metadata: {}, items: [item] };
}

/** What leads the API server here, and lets the controller of scalers ask. */
function registration(namespace: string, address: string, port: number): object[] {
  const metadata = { name, namespace };
  const rules = [{ apiGroups: [group], resources: ['*'], verbs: ['get', 'list'] }];
  const subjects = [
    { kind: 'ServiceAccount', namespace: 'kube-system', name: 'horizontal-pod-autoscaler' },
    { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'system:kube-controller-manager' },
  ];
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name };
  const rbac = 'rbac.authorization.k8s.io/v1';
  return [
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ name: 'https', port: 443, targetPort: port }] } },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      endpoints: [{ addresses: [address], conditions: { ready: true } }],
      ports: [{ name: 'https', port }],
    },
    { apiVersion: rbac, kind: 'ClusterRole', metadata: { name }, rules },
    { apiVersion: rbac, kind: 'ClusterRoleBinding', metadata: { name }, roleRef, subjects },
    {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: apiService },
      spec: {
        ...{ group, version: 'v1beta1', groupPriorityMinimum: 100, versionPriority: 100 },
        ...{ service: { namespace, name, port: 443 }, insecureSkipTLSVerify: true },
      },
    },
  ];
}

/** Address of this machine on the way to the API server. */
async function ownAddress(): Promise<string> {
  const config = JSON.parse(await kubectl(['config', 'view', '--minify', '--output', 'json'])) as {
    clusters: { cluster: { server: string } }[];
  };
  const { hostname, port } = new URL(config.clusters[0]?.cluster.server ?? '');
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port || 443), hostname, () => {
      resolve(socket.localAddress as string);
      socket.destroy();
    }).on('error', reject);
  });
}

/** For this process alone; nobody checks it. */
function certificate(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-metrics-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', `/CN=${name}`];
    execFileSync('openssl', [...args, '-keyout', key, '-out', cert], { stdio: 'pipe' });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
