import { z } from 'zod';
import { createNkey } from '../keys/nkey';
import { randomPassword } from '../keys/password';
import { createSigningKeys } from '../keys/signing-keys';

/** How one Secret is made; `name` is the Secret's. */
export const recipeSchema = z.discriminatedUnion('kind', [
  /**
   * The user of a service on NATS: `nkey` is the seed in use, `nkey-standby` the one to change to, `public.conf` what
   * the server includes: both public keys, each under its variable.
   */
  z.strictObject({ kind: z.literal('nkey'), name: z.string(), variables: z.tuple([z.string(), z.string()]) }),
  /** JWK sets that sign and verify tokens: `private`, `public`. */
  z.strictObject({ kind: z.literal('signing-keys'), name: z.string() }),
  /** An account: `email`, `password`. */
  z.strictObject({ kind: z.literal('account'), name: z.string(), email: z.string() }),
  /** A `password` alone. */
  z.strictObject({ kind: z.literal('password'), name: z.string() }),
  /** The two roles of a database: `password`, `standby-password`, and the `db_url` of the one in use. */
  z.strictObject({
    kind: z.literal('database'),
    name: z.string(),
    host: z.string(),
    port: z.int(),
    database: z.string(),
  }),
]);

export type SecretRecipe = z.infer<typeof recipeSchema>;

/** Contents of a Secret by key. */
export type SecretData = Readonly<Record<string, string>>;

/** A new Secret, at random. What belongs together is in one Secret, so that two halves never come from two runs. */
export function secretFrom(recipe: SecretRecipe): SecretData {
  switch (recipe.kind) {
    case 'nkey': {
      const [current, standby] = [createNkey(), createNkey()];
      const [currentName, standbyName] = recipe.variables;
      return {
        nkey: current.seed,
        'nkey-standby': standby.seed,
        'public.conf': publicConf({ [currentName]: current.publicKey, [standbyName]: standby.publicKey }),
      };
    }
    case 'signing-keys': {
      const keys = createSigningKeys();
      return { private: JSON.stringify(keys.private), public: JSON.stringify(keys.public) };
    }
    case 'account':
      return { email: recipe.email, password: randomPassword() };
    case 'password':
      return { password: randomPassword() };
    case 'database': {
      const { host, port, database } = recipe;
      const password = randomPassword();
      return {
        password,
        'standby-password': randomPassword(),
        db_url: `postgres://${database}:${password}@${host}:${port}/${database}`,
      };
    }
  }
}

/** Public nkeys by variable, as a configuration file of nats-server. */
export function publicConf(keys: Readonly<Record<string, string>>): string {
  return Object.entries(keys)
    .map(([variable, key]) => `${variable}: ${JSON.stringify(key)}\n`)
    .join('');
}
