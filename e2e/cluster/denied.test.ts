import { topologyOf, usesBroker } from '@flotilla/constructs/topology';
import type { NatsConnection } from 'nats';
import { fleet } from '../../main';
import { connectAs } from './broker-user';
import { apply, forwardPort, kubectl, list, useNamespaces } from './kubernetes';
import { clientsNamespace, imageOf, release, testValues } from './shop-release';

const namespace = 'flotilla-e2e-denied';
const elsewhere = 'flotilla-e2e-elsewhere';
const topology = topologyOf(fleet.declarations);
const services = topology.services.map(({ name }) => name);

/** Where a connection may lead: every Service of the release, both ports of every server, the API server. */
interface Target {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

let targets: Target[];
let enforced: boolean;

useNamespaces(namespace, clientsNamespace, elsewhere);
beforeAll(async () => {
  await release('install', { major: 4, release: 'shop', chart: 'deploy/shop', namespace, values: testValues });
  const image = await imageOf(namespace, 'shop-gateway');
  await apply([stranger(namespace, image), stranger(elsewhere, image)]);
  for (const where of [namespace, elsewhere]) {
    await kubectl(['wait', 'pod/stranger', '--namespace', where, '--for=condition=Ready', '--timeout=60s']);
  }
  const pods = await list('pods', namespace, 'app.kubernetes.io/component=server');
  const addressOf = (name: string): string =>
    pods.find(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === name)?.status.podIP as string;
  targets = [
    ...topology.services.flatMap(({ name, http }) => [
      { name, host: addressOf(name), port: http.port },
      { name: `${name} admin`, host: addressOf(name), port: http.adminPort },
    ]),
    { name: 'nats', host: addressOf('nats'), port: 4222 },
    { name: 'nats monitor', host: addressOf('nats'), port: 8222 },
    { name: 'postgresql', host: addressOf('postgresql'), port: 5432 },
    { name: 'kubernetes', host: 'kubernetes.default.svc', port: 443 },
  ];
  enforced = await enforcesNetworkPolicy(addressOf('payments'));
  if (!enforced) process.stderr.write('this cluster enforces no NetworkPolicy: denials are not claimed\n');
});

/** A pod that no declaration names. */
function stranger(where: string, image: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'stranger', namespace: where, labels: { app: 'stranger' } },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: true, runAsUser: 10_001, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'stranger',
          image,
          imagePullPolicy: 'IfNotPresent',
          command: ['node', '-e', 'setInterval(() => undefined, 60000)'],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  };
}

/** Which of the targets a pod reaches within two seconds; a refusal is an answer too. */
async function reachedFrom(where: string, pod: string): Promise<string[]> {
  const script = `
    const { connect } = require('node:net');
    const targets = ${JSON.stringify(targets)};
    Promise.all(targets.map(({ name, host, port }) => new Promise((resolve) => {
      const socket = connect({ host, port });
      const end = (answer) => { socket.destroy(); resolve(answer); };
      socket.setTimeout(2000, () => end(undefined));
      socket.on('connect', () => end(name));
      socket.on('error', ({ code }) => end(code === 'ECONNREFUSED' ? name : undefined));
    }))).then((names) => console.log(JSON.stringify(names.filter(Boolean))));`;
  const output = await kubectl(['exec', '--namespace', where, pod, '--', 'node', '-e', script]);
  return (JSON.parse(output) as string[]).sort();
}

/** A stranger that reaches a service shows that policies are only text here. */
async function enforcesNetworkPolicy(host: string): Promise<boolean> {
  const before = targets;
  targets = [{ name: 'payments', host, port: 3000 }];
  const reached = await reachedFrom(elsewhere, 'stranger');
  targets = before;
  return reached.length === 0;
}

describe('over the network', () => {
  test.each(services)('%s reaches what it declares, and nothing else', async (service) => {
    const declaration = topology.byName.get(service)!;
    const peers = (topology.outgoing.get(service) ?? []).filter(({ kind }) => kind === 'call' || kind === 'forward');
    const declared = [
      ...new Set(peers.map(({ to }) => to)),
      ...(usesBroker(declaration) ? ['nats'] : []),
      ...(declaration.database === undefined ? [] : ['postgresql']),
    ].sort();
    const reached = (await reachedFrom(namespace, `deployment/shop-${service}`)).filter(
      (name) => name !== service && name !== `${service} admin`, // A pod always reaches itself.
    );
    expect(declared.filter((name) => !reached.includes(name))).toEqual([]);
    if (enforced) expect(reached).toEqual(declared);
  });

  test.each([namespace, elsewhere])('a pod without a declaration reaches nobody, in namespace %s', async (where) => {
    const reached = await reachedFrom(where, 'stranger');
    if (enforced) expect(reached.filter((name) => name !== 'kubernetes')).toEqual([]);
  });
});

describe('over the broker', () => {
  let forward: Awaited<ReturnType<typeof forwardPort>>;
  const connections: NatsConnection[] = [];

  beforeAll(async () => {
    forward = await forwardPort(namespace, 'service/shop-nats', 4222);
  });
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    await forward.close();
  });

  async function signedInAs(service: string): Promise<NatsConnection> {
    const connection = await connectAs(namespace, service, forward.url);
    connections.push(connection);
    return connection;
  }

  /** The first refusal of the server after something was tried. It comes when it comes: an answer it is not. */
  async function refusal(connection: NatsConnection, attempt: () => void): Promise<string> {
    const status = connection.status();
    attempt();
    for await (const { type, data } of status) if (type === 'error') return String(data);
    throw new Error('the connection ended without a refusal');
  }

  test.each([
    ['orders', 'users.v1.user.deleted'],
    ['orders', 'products.v1.cmd.burn'],
    ['payments', 'products.v1.cmd.reserve'],
    ['users', 'orders.v1.order.placed'],
    ['products', '$JS.API.STREAM.DELETE.ORDERS'],
  ])('%s may not publish %s', async (service, subject) => {
    const connection = await signedInAs(service);
    expect(await refusal(connection, () => connection.publish(subject, '{}'))).toMatch(/PERMISSIONS_VIOLATION/);
  });

  test.each([
    ['orders', '_INBOX_payments.>'],
    ['payments', 'orders.v1.>'],
    ['products', '>'],
  ])('%s may not listen on %s', async (service, subject) => {
    const connection = await signedInAs(service);
    expect(await refusal(connection, () => void connection.subscribe(subject))).toMatch(/PERMISSIONS_VIOLATION/);
  });

  test('every service may publish each subject that it declares, and its stream takes it', async () => {
    for (const { name, publishes } of topology.services) {
      if (Object.keys(publishes).length === 0) continue;
      const connection = await signedInAs(name);
      for (const subject of Object.keys(publishes)) {
        const { stream } = await connection.jetstream().publish(subject, 'not an event');
        expect([subject, stream]).toEqual([subject, name.toUpperCase()]);
      }
    }
  });
});
