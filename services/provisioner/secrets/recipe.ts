import { z } from 'zod';
import { createNkey } from '../keys/nkey';
import { randomPassword } from '../keys/password';
import { createSigningKeys } from '../keys/signing-keys';

/** How one Secret is made; `name` is the Secret's. */
export const recipeSchema = z.discriminatedUnion('kind', [
  /** The user of a service on NATS: `nkey` is the seed, `public.conf` what the server includes. */
  z.strictObject({ kind: z.literal('nkey'), name: z.string(), variable: z.string() }),
  /** JWK sets that sign and verify tokens: `private`, `public`. */
  z.strictObject({ kind: z.literal('signing-keys'), name: z.string() }),
  /** An account: `email`, `password`. */
  z.strictObject({ kind: z.literal('account'), name: z.string(), email: z.string() }),
  /** A `password` alone. */
  z.strictObject({ kind: z.literal('password'), name: z.string() }),
  /** The role of a database that has its name: `password`, `db_url`. */
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
      const { seed, publicKey } = createNkey();
      return { nkey: seed, 'public.conf': `${recipe.variable}: ${JSON.stringify(publicKey)}\n` };
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
      return { password, db_url: `postgres://${database}:${password}@${host}:${port}/${database}` };
    }
  }
}
