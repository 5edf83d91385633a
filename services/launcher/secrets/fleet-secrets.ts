import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brokerPermissions, nkeyVariables, type Topology } from '@flotilla/constructs/topology';
import { directoryStore, makeMissingSecrets, type SecretRecipe } from '@flotilla/provisioner';
import type { LocalFleet } from '../fleet';

/** Account of the administrator where nobody names another; the chart has the same. */
const adminEmail = 'admin@example.com';

/** Secrets in a folder, each a folder with a file per key that only this user may read. */
export interface FleetSecrets {
  /** Names of those that this run has made. */
  readonly made: ReadonlySet<string>;
  /** Path of the file with one key of a secret; undefined where there is no such secret. */
  fileOf(secret: string, key: string): string | undefined;
  read(secret: string, key: string): Promise<string>;
}

/** Name of the secret with the `nkey` of a broker user. */
export function nkeySecret(user: string): string {
  return `${user}-nats`;
}

/** Name of the secret with the `password` of a service's database role. */
export function databaseSecret(service: string): string {
  return `${service}-db-secret`;
}

/**
 * Makes the secrets that the fleet asks for and the folder lacks, by the recipes of the chart's bootstrap and under the
 * names that its Secrets have.
 */
export async function makeSecrets(directory: string, fleet: LocalFleet, topology: Topology): Promise<FleetSecrets> {
  const missing = recipesOf(fleet, topology).filter(({ name }) => !existsSync(join(directory, name)));
  await makeMissingSecrets(missing, directoryStore(directory), { log: () => undefined });
  const fileOf = (secret: string, key: string): string | undefined => {
    const file = join(directory, secret, key);
    return existsSync(file) ? file : undefined;
  };
  return {
    made: new Set(missing.map(({ name }) => name)),
    fileOf,
    read: async (secret, key) => (await readFile(join(directory, secret, key), 'utf8')).trim(),
  };
}

/** No `db_url`: the port of an embedded server is another one in every run. */
function recipesOf({ tokenKeys, admin }: LocalFleet, topology: Topology): SecretRecipe[] {
  const recipes: SecretRecipe[] = [
    ...brokerPermissions(topology).map(({ name }): SecretRecipe => {
      const [current, standby] = nkeyVariables(name);
      return { kind: 'nkey', name: nkeySecret(name), variables: [current.variable, standby.variable] };
    }),
    ...topology.services
      .filter(({ database }) => database !== undefined)
      .map(({ name }): SecretRecipe => ({ kind: 'password', name: databaseSecret(name) })),
  ];
  if (tokenKeys !== undefined) recipes.push({ kind: 'signing-keys', name: tokenKeys });
  if (admin !== undefined) recipes.push({ kind: 'account', name: admin, email: adminEmail });
  return recipes;
}
