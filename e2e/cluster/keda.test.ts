import { Client } from 'pg';
import { addProduct, changeProduct, logIn } from '../shop/client';
import { journeyThrough } from './journey';
import { eventually, forwardPort, get, kubectl, secret, useNamespaces } from './kubernetes';
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

const shop = { major: 4, release: 'shop', chart: 'deploy/shop', namespace } as const;

useNamespaces(namespace, clientsNamespace);
beforeAll(async () => {
  const [definition] = await kubectl(['get', 'crd', 'scaledobjects.keda.sh', '--ignore-not-found', '--output', 'name']);
  if (definition === undefined) {
    throw new Error('this cluster has no KEDA: install it, or leave this suite out with --testPathIgnorePatterns=keda');
  }
  await release('install', { ...shop, values });
});

/**
 * Lets nobody into the database of orders, or lets everybody in again. Meanwhile its handlers hold the messages that
 * came, and those that come wait.
 */
async function admitToDatabase(admit: boolean): Promise<void> {
  const forward = await forwardPort(namespace, 'service/shop-postgresql', 5_432);
  const { hostname, port } = new URL(forward.url);
  const password = await secret(namespace, 'shop-postgresql-superuser', 'password');
  const client = new Client({ host: hostname, port: Number(port), user: 'postgres', password, database: 'postgres' });
  try {
    await client.connect();
    await client.query(`alter database orders connection limit ${admit ? -1 : 0}`);
    if (!admit) await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'orders'`);
  } finally {
    await client.end();
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
  await admitToDatabase(false);
  await changeAProduct(backlog);
  await eventually('more pods', 180, async () => (await replicas()) > 2);
  await admitToDatabase(true);
  await eventually('the pods to go again', 300, async () => (await replicas()) === 2);
  await journeyThrough(namespace, 'shop-gateway', 'shop-admin');
});

test('pods pass to a HorizontalPodAutoscaler by an upgrade, and back when that is deleted first', async () => {
  const byMemory = { scaler: 'hpa', targetMemoryUtilizationPercentage: 1_000 };
  await release('upgrade', { ...shop, values: merge(values, { orders: { autoscaling: byMemory } }) });
  const ofKeda = () => get('hpa', 'keda-hpa-shop-orders', namespace);
  await eventually('KEDA to let go of the pods', 60, async () => (await ofKeda()) === undefined);
  const before = await replicas();
  await kubectl(['delete', 'hpa', 'shop-orders', '--namespace', namespace]);
  expect(await replicas()).toBe(before);
  await release('upgrade', { ...shop, values });
  await eventually('KEDA to take the pods', 60, async () => (await ofKeda()) !== undefined);
  expect(await replicas()).toBe(before);
});
