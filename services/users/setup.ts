import { verifier } from '@flotilla/runtime';
import { AdministratorAtStart } from './administrator-at-start';
import { contract, NewUser } from './contract';
import { normaliseEmail } from './domain/email';
import { routes } from './http/routes';
import { accountEvents } from './messaging/account-events';
import { migrations } from './migrations';
import { createPasswords } from './passwords';
import { accountsIn, retention } from './store';
import { accessTokens, watchSigningKeys } from './tokens';
import type { Administrator, Dependencies } from './use-cases';
import type { UsersService } from './users-service';

/** Puts the parts together. @throws for signing keys or an administrator that cannot be used */
async function setup(service: UsersService): Promise<void> {
  const { config, database, outbox, messages, newId, logger } = service;
  const signingKeys = watchSigningKeys(service.watchSecret('TOKEN_SIGNING_KEYS', logger), logger);
  const administrator = administratorOf(config);
  const dependencies: Dependencies = {
    database,
    outbox,
    logger,
    newId,
    accounts: accountsIn(database),
    events: accountEvents(messages),
    passwords: await createPasswords(config.PASSWORD_HASH_CONCURRENCY),
    accessToken: accessTokens({
      keys: signingKeys,
      issuer: config.TOKEN_ISSUER,
      lifetimeSeconds: config.ACCESS_TOKEN_SECONDS,
      newId,
    }),
    accessTokenSeconds: config.ACCESS_TOKEN_SECONDS,
    refreshTokenDays: config.REFRESH_TOKEN_DAYS,
    loginAttempts: config.LOGIN_ATTEMPTS,
  };
  const jwks = {
    get value() {
      return signingKeys().publishedJson;
    },
  };
  service.verifyTokens(verifier({ jwks, issuer: config.TOKEN_ISSUER, logger }));
  service.routes(routes(dependencies, signingKeys));
  for (const rule of retention) {
    service.retain(rule);
  }
  if (administrator !== undefined) {
    service.add(new AdministratorAtStart(administrator, dependencies));
  }
}

/** @throws when what is configured could not be registered as an account either */
function administratorOf({ ADMIN_EMAIL, ADMIN_PASSWORD }: UsersService['config']): Administrator | undefined {
  if (ADMIN_EMAIL === undefined) {
    return undefined;
  }
  const email = normaliseEmail(ADMIN_EMAIL);
  const { shape } = NewUser;
  if (!shape.email.safeParse(email).success) {
    throw new Error('ADMIN_EMAIL is no email address; correct it, or leave it out to make no administrator');
  }
  if (!shape.password.optional().safeParse(ADMIN_PASSWORD).success) {
    throw new Error('ADMIN_PASSWORD is too short or too long for a password; expected 10 to 200 characters');
  }
  return { email, password: ADMIN_PASSWORD };
}

/** The service, for `runService` and `createService`. */
export const users = { contract, migrations, setup };
