import { eventually, kubectl, list, useNamespaces } from './kubernetes';
import { release, services, testValues } from './shop-release';

const namespace = 'flotilla-e2e-images';

useNamespaces(namespace);
beforeAll(() => release('install', { major: 4, release: 'shop', chart: 'deploy/shop', namespace, values: testValues }));

/** As the kubelet tells of a container. */
interface ContainerStatus {
  readonly restartCount: number;
  readonly lastState: { readonly terminated?: { readonly exitCode: number; readonly reason: string } };
}

/** What a container sees of itself. */
interface Inside {
  readonly user: number;
  readonly group: number;
  readonly environment: string;
  readonly firstProcess: readonly string[];
  readonly files: readonly string[];
  /** Files of the application that hold what looks like a secret. */
  readonly suspicious: readonly string[];
  readonly writable: readonly string[];
}

/** A NATS seed, a private key in PEM or JWK, a URL with a password. */
const secrets = '\\bSU[A-Z2-7]{56}\\b|-----BEGIN [A-Z ]*PRIVATE KEY-----\\n|"d":"[\\w-]{40,}"|postgres://\\w+:\\w+@';

async function inside(service: string): Promise<Inside> {
  const script = `
    const fs = require('node:fs');
    const files = fs.readdirSync('/app', { recursive: true }).map(String);
    const read = (file) => fs.readFileSync('/app/' + file, 'utf8');
    const writes = (folder) => { try { fs.writeFileSync(folder + '/x', ''); return true; } catch { return false; } };
    console.log(JSON.stringify({
      user: process.getuid(), group: process.getgid(), environment: process.env.NODE_ENV, files,
      firstProcess: fs.readFileSync('/proc/1/cmdline', 'utf8').split('\\0').filter(Boolean),
      suspicious: files.filter((file) => new RegExp(${JSON.stringify(secrets)}).test(read(file))),
      writable: ['/', '/app', '/etc', '/usr/local/lib', '/tmp'].filter(writes),
    }));`;
  const target = `deployment/shop-${service}`;
  return JSON.parse(await kubectl(['exec', '--namespace', namespace, target, '--', 'node', '-e', script])) as Inside;
}

describe.each(services)('the image of %s', (service) => {
  test('runs node as process 1, as a user without rights, from bundles alone', async () => {
    const found = await inside(service);
    expect(found).toMatchObject({ user: 10_001, group: 10_001, environment: 'production', writable: ['/tmp'] });
    expect(found.firstProcess).toEqual(['node', 'main.js']);
    expect(found.files.filter((file) => !/^([a-z-]+\.js(\.LEGAL\.txt)?|argon2\.[\w-]+\.node)$/.test(file))).toEqual([]);
    expect(found.files).toEqual(expect.arrayContaining(['main.js', 'migrate.js']));
    expect(found.suspicious).toEqual([]);
  });

  test('ends by itself, without an error, when its process 1 is asked to', async () => {
    const selector = `app.kubernetes.io/name=${service},app.kubernetes.io/component=server`;
    const containerOf = async (): Promise<ContainerStatus> =>
      (await list('pods', namespace, selector))[0]?.status.containerStatuses[0];
    // One that began before the database knew its role has ended once already.
    const { restartCount } = await containerOf();
    const target = `deployment/shop-${service}`;
    await kubectl(['exec', '--namespace', namespace, target, '--', 'node', '-e', 'process.kill(1, "SIGTERM")']);
    const ended = await eventually(`${service} to end`, 60, async () => {
      const container = await containerOf();
      return container.restartCount > restartCount && container.lastState.terminated;
    });
    expect(ended).toMatchObject({ exitCode: 0, reason: 'Completed' });
  });
});
