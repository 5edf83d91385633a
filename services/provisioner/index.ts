/**
 * Makes what a fleet needs before it starts: Secrets that are missing, streams and consumers on NATS, databases and
 * roles on PostgreSQL. Knows no service; all of it comes as input.
 */

export type { NatsInput, PostgresqlInput } from './input';
export { createNkey, type Nkey, type NkeySigner, nkeySigner } from './keys/nkey';
export { randomPassword } from './keys/password';
export { createSigningKeys, type JwkSet, type SigningKeys } from './keys/signing-keys';
export type { Log } from './log';
export { provisionNats } from './nats/provision-nats';
export { provisionPostgresql } from './postgresql/provision-postgresql';
export { directoryStore } from './secrets/directory-store';
export { makeMissingSecrets } from './secrets/make-missing';
export { type SecretData, type SecretRecipe, secretFrom } from './secrets/recipe';
export type { SecretStore } from './secrets/secret-store';
