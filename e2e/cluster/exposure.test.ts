import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { apply, eventually, get, kubectl, list, useNamespaces } from './kubernetes';
import { clientsNamespace, merge, release, testValues } from './shop-release';

/*
 * The way in from outside, by an ingress controller that also serves the Gateway API. Which one is there, the
 * environment says; by default Traefik, in a namespace of its own.
 */
const controller = {
  className: process.env.E2E_INGRESS_CLASS ?? 'traefik',
  namespace: process.env.E2E_INGRESS_NAMESPACE ?? 'traefik',
  /** Address and port of the TLS listener as seen from here. @default - the address in the Ingress' status, port 443 */
  address: process.env.E2E_INGRESS_ADDRESS,
  port: Number(process.env.E2E_INGRESS_TLS_PORT ?? 443),
  /** Port of a TLS listener as the controller itself counts it. */
  listenerPort: Number(process.env.E2E_GATEWAY_LISTENER_PORT ?? 8_443),
};

const run = promisify(execFile);
const namespace = 'flotilla-e2e-exposure';
const hosts = { ingress: 'ingress.shop.test', route: 'route.shop.test' } as const;
const shop = { major: 4, release: 'shop', chart: 'deploy/shop', namespace } as const;

let certificate: string;
let address: string;

useNamespaces(namespace, clientsNamespace);
beforeAll(async () => {
  const classes = (JSON.parse(await kubectl(['get', 'ingressclasses', '--output', 'json'])) as { items: unknown[] })
    .items;
  if (classes.length === 0) {
    throw new Error(
      'this cluster has no IngressClass: install an ingress controller that also serves the Gateway API, or leave this suite out with --testPathIgnorePatterns=exposure',
    );
  }
  certificate = await makeCertificate();
  await apply([gateway()]);
  await release('install', {
    ...shop,
    values: merge(testValues, {
      gateway: {
        ingress: {
          className: controller.className,
          hosts: [hosts.ingress],
          tls: { enabled: true, secretName: 'shop-tls' },
          // Traefik wants to be told apart from the certificate; others do not read this.
          annotations: { 'traefik.ingress.kubernetes.io/router.tls': 'true' },
        },
        httpRoute: { enabled: true, hostnames: [hosts.route], parentRefs: [{ name: 'shop', sectionName: 'https' }] },
        networkPolicy: {
          ingressController: { namespaceLabels: { 'kubernetes.io/metadata.name': controller.namespace } },
          gatewayController: { namespaceLabels: { 'kubernetes.io/metadata.name': controller.namespace } },
        },
      },
    }),
  });
  address = controller.address ?? (await eventually('the Ingress to have an address', 60, addressOfIngress));
});

async function addressOfIngress(): Promise<string | undefined> {
  const [entry] = (await get('ingress', 'shop-gateway', namespace))?.status?.loadBalancer?.ingress ?? [];
  return entry?.ip ?? entry?.hostname;
}

/** A Gateway with a listener for TLS, as a team that owns the way in would make it. */
function gateway(): object {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'shop', namespace },
    spec: {
      gatewayClassName: controller.className,
      listeners: [
        {
          name: 'https',
          protocol: 'HTTPS',
          port: controller.listenerPort,
          hostname: hosts.route,
          tls: { mode: 'Terminate', certificateRefs: [{ name: 'shop-tls' }] },
        },
      ],
    },
  };
}

/** A certificate for both hosts in the Secret `shop-tls`, which nobody but this test trusts. */
async function makeCertificate(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-tls-'));
  try {
    const [key, file] = [join(folder, 'tls.key'), join(folder, 'tls.crt')];
    const names = Object.values(hosts)
      .map((host) => `DNS:${host}`)
      .join(',');
    const subject = ['-subj', '/CN=shop.test', '-addext', `subjectAltName=${names}`];
    await run('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...subject,
      ...['-keyout', key, '-out', file],
    ]);
    await kubectl(['create', 'secret', 'tls', 'shop-tls', '--namespace', namespace, `--cert=${file}`, `--key=${key}`]);
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Asks over TLS, trusting the test's certificate alone and checking the name in it. */
function ask(host: string, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const options = {
      host: address,
      port: controller.port,
      path,
      servername: host,
      headers: { host },
      ca: certificate,
    };
    const asked = request({ ...options, agent: false, timeout: 5_000 }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode as number, body }));
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer from ${host} within 5 s`)));
    asked.on('error', reject).end();
  });
}

test.each(Object.entries(hosts))('the gateway answers through its %s, by its host name, over TLS', async (_, host) => {
  const answer = await eventually(`${host} to answer`, 60, async () => {
    const found = await ask(host, '/products');
    return found.status === 200 ? found : undefined;
  });
  expect(JSON.parse(answer.body)).toMatchObject({ items: [] });
  expect(JSON.parse((await ask(host, '/orders')).body)).toMatchObject({ status: 401 });
});

test('another host name does not reach it', async () => {
  const status = await ask('another.shop.test', '/products').then(
    (answer) => answer.status,
    (error: Error) => error.message, // No certificate for it.
  );
  expect([404, 'self-signed certificate']).toContain(status);
});

test('the services behind the gateway have no way in of their own', async () => {
  const ingresses = await list('ingresses', namespace);
  expect(ingresses.map(({ metadata }) => metadata.name)).toEqual(['shop-gateway']);
});
