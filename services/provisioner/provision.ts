import { readProvisioningInput, readSecret } from './input';
import { logJson as log } from './log';
import { provisionNats } from './nats/provision-nats';
import { provisionPostgresql } from './postgresql/provision-postgresql';
import { runAsProgram } from './program';

/** Makes streams, consumers, databases and roles, as the files in INPUT_DIRECTORY say, and ends. */
async function main(): Promise<void> {
  const { nats, postgresql } = await readProvisioningInput(process.env.INPUT_DIRECTORY ?? '/etc/flotilla');
  await Promise.all([
    nats === undefined ? undefined : provisionNats({ ...nats, seed: await readSecret(nats.seedFile) }, { log }),
    postgresql === undefined
      ? undefined
      : provisionPostgresql(
          {
            ...postgresql,
            password: await readSecret(postgresql.passwordFile),
            databases: await Promise.all(
              postgresql.databases.map(async ({ name, passwordFile, standbyPasswordFile }) => ({
                name,
                password: await readSecret(passwordFile),
                standbyPassword: await readSecret(standbyPasswordFile),
              })),
            ),
          },
          { log },
        ),
  ]);
}

runAsProgram(main);
