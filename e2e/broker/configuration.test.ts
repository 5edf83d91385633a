import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { natsConfig, nkeyVariables } from '@flotilla/constructs/topology';
import { findNatsServer } from '@flotilla/launcher/embedded';
import { toolsDirectory } from './broker';
import { permissions } from './fleet';
import { makeUserKey } from './user-key';

const run = promisify(execFile);

const text = natsConfig({
  users: permissions,
  publicKeys: nkeyVariables,
  storeDir: '/data',
  port: 4222,
  monitorPort: 8222,
  serverName: { variable: 'POD_NAME' },
  maxFileStore: '10Gi',
  cluster: { name: 'nats', port: 6222, routes: ['nats://nats-0.nats:6222', 'nats://nats-1.nats:6222'] },
});

describe('the configuration file of a cluster, with keys from the environment', () => {
  let directory: string;
  const environment = {
    POD_NAME: 'nats-0',
    ...Object.fromEntries(
      permissions.flatMap(({ name }) => nkeyVariables(name)).map(({ variable }) => [variable, makeUserKey().publicKey]),
    ),
  };
  const check = async (env: NodeJS.ProcessEnv): Promise<string> => {
    const { path } = await findNatsServer(toolsDirectory);
    const { stderr } = await run(path, ['-t', '-c', join(directory, 'nats.conf')], { env });
    return stderr;
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flotilla-broker-'));
    await writeFile(join(directory, 'nats.conf'), text);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test('is one that nats-server accepts', async () => {
    await expect(check(environment)).resolves.toMatch(/configuration file .* is valid/);
  });

  test('is refused while the key of a user is missing', async () => {
    const { NKEY_ORDERS: _, ...incomplete } = environment as Record<string, string>;
    await expect(check(incomplete)).rejects.toThrow(/NKEY_ORDERS/);
  });
});
