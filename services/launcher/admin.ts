import { readFile } from 'node:fs/promises';
import type { LocalFleet } from './fleet';
import type { FleetSecrets } from './secrets';

/** The administrator's account. */
export interface Admin {
  readonly email: string;
  readonly password: string;
  /** File that keeps the password; absent where the environment gives it. */
  readonly passwordFile?: string;
  /** Whether this run has made the password. */
  readonly isNew: boolean;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The account as the services are told: from the environment, else from the secret that was made. */
export async function adminOf(
  fleet: LocalFleet,
  secrets: FleetSecrets,
  inherited: Variables,
): Promise<Admin | undefined> {
  const { admin } = fleet;
  if (admin === undefined) return undefined;
  const given = async (key: string): Promise<string | undefined> => {
    const variable = variableOf(fleet, admin, key);
    if (variable === undefined) return undefined;
    const file = inherited[`${variable}_FILE`];
    return inherited[variable] || (file ? (await readFile(file, 'utf8')).trim() : undefined);
  };
  const password = await given('password');
  return {
    email: (await given('email')) ?? (await secrets.read(admin, 'email')),
    password: password ?? (await secrets.read(admin, 'password')),
    passwordFile: password === undefined ? secrets.fileOf(admin, 'password') : undefined,
    isNew: password === undefined && secrets.made.has(admin),
  };
}

/** The variable under which a service of the fleet reads a key of a secret. */
function variableOf({ declarations }: LocalFleet, secret: string, key: string): string | undefined {
  return declarations
    .flatMap(({ config }) => Object.entries(config))
    .find(([, { secret: reference }]) => reference?.name === secret && reference.key === key)?.[0];
}
