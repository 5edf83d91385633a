import { type ConsumerConfig, durableConsumersOf, provisionerUser, topologyOf } from '@flotilla/constructs/topology';
import { fleet } from '../../main';
import { addProduct, changeProduct, logIn } from '../shop/client';
import { connectAs } from './broker-user';
import { journeyThrough } from './journey';
import { eventually, forwardPort, get, kubectl, useNamespaces } from './kubernetes';
import { administrator, clientsNamespace, merge, release, testValues } from './shop-release';

const namespace = 'flotilla-e2e-keda';
const backlog = 40;

/** By the backlog of messages alone, and quick to scale in, so that a test can wait for it. */
const values = merge(testValues, {
  orders: {
    autoscaling: {
      enabled: true,
      scaler: 'keda',
      minReplicas: 2,
      maxReplicas: 4,
      targetCPUUtilizationPercentage: 0,
      behavior: { scaleDown: { stabilizationWindowSeconds: 15 } },
      keda: { lagThreshold: 10 },
    },
  },
});

useNamespaces(namespace, clientsNamespace);
beforeAll(async () => {
  const [definition] = await kubectl(['get', 'crd', 'scaledobjects.keda.sh', '--ignore-not-found', '--output', 'name']);
  if (definition === undefined) {
    throw new Error('this cluster has no KEDA: install it, or leave this suite out with --testPathIgnorePatterns=keda');
  }
  await release('install', { major: 4, release: 'shop', chart: 'deploy/shop', namespace, values });
});

/** The consumer through which orders hears of products. */
const catalogue = durableConsumersOf(topologyOf(fleet.declarations)).find(
  ({ config }) => config.durable_name === 'orders-catalogue',
)!;

/** Changes the consumer with the rights of the provisioner, who made it. */
async function makeConsumer(further: Partial<ConsumerConfig> & { readonly pause_until?: string }): Promise<void> {
  const forward = await forwardPort(namespace, 'service/shop-nats', 4_222);
  const connection = await connectAs(namespace, provisionerUser, forward.url);
  try {
    const { stream, config } = catalogue;
    const request = { stream_name: stream, config: { ...config, ...further } };
    const subject = `$JS.API.CONSUMER.CREATE.${stream}.${config.durable_name}`;
    const answer = await connection.request(subject, JSON.stringify(request));
    const { error } = answer.json<{ error?: { description: string } }>();
    if (error !== undefined) throw new Error(error.description);
  } finally {
    await connection.close();
    await forward.close();
  }
}

async function changeAProduct(times: number): Promise<void> {
  const admin = await administrator(namespace);
  const forward = await forwardPort(namespace, 'service/shop-gateway', 80);
  try {
    const { accessToken } = await logIn(forward.url, admin);
    const product = await addProduct(forward.url, accessToken, { name: 'Ware', price: 1_000, stock: 10 });
    for (let n = 1; n <= times; n += 1)
      await changeProduct(forward.url, accessToken, product.id, { name: `Ware ${n}` });
  } finally {
    await forward.close();
  }
}

const replicas = async (): Promise<number> =>
  (await get('deployment', 'shop-orders', namespace))?.spec.replicas as number;

test('messages that wait add pods of the service that reads them, and pods go when they are read', async () => {
  await eventually('the first size', 120, async () => (await replicas()) === 2);
  await makeConsumer({ pause_until: new Date(Date.now() + 900_000).toISOString() });
  await changeAProduct(backlog);
  await eventually('more pods', 180, async () => (await replicas()) > 2);
  await makeConsumer({});
  await eventually('the pods to go again', 300, async () => (await replicas()) === 2);
  await journeyThrough(namespace, 'shop-gateway', 'shop-admin');
});
