import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { recipeSchema, type SecretRecipe } from './secrets/recipe';

/** Streams and consumers are passed on to the server as they are; only their names are read here. */
const natsSchema = z.strictObject({
  url: z.string(),
  seedFile: z.string(),
  inboxPrefix: z.string(),
  streams: z.array(z.looseObject({ name: z.string() })),
  consumers: z.array(z.strictObject({ stream: z.string(), config: z.looseObject({ durable_name: z.string() }) })),
});

const postgresqlSchema = z.strictObject({
  host: z.string(),
  port: z.int(),
  user: z.string(),
  passwordFile: z.string(),
  databases: z.array(
    z.strictObject({
      // With the suffix of its second role, a name must fit into the 63 bytes that PostgreSQL keeps of it.
      name: z.string().regex(/^[a-z][a-z0-9_]{0,54}$/),
      passwordFile: z.string(),
      standbyPasswordFile: z.string(),
    }),
  ),
});

/** What is to be there on NATS. */
export type NatsInput = z.infer<typeof natsSchema>;

/** What is to be there on PostgreSQL: databases, each owned by a role of the same name, with a second role for rotation. */
export type PostgresqlInput = z.infer<typeof postgresqlSchema>;

export interface ProvisioningInput {
  readonly nats?: NatsInput;
  readonly postgresql?: PostgresqlInput;
}

/** What `provision` reads: `nats.json` and `postgresql.json` in a folder, each only where there is something to do. */
export async function readProvisioningInput(directory: string): Promise<ProvisioningInput> {
  const files = await readdir(directory);
  const read = async <T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> =>
    files.includes(file) ? parse(join(directory, file), schema) : undefined;
  return {
    nats: await read('nats.json', natsSchema),
    postgresql: await read('postgresql.json', postgresqlSchema),
  };
}

/** What `bootstrap` reads: lists of recipes, in all JSON files of a folder. */
export async function readRecipes(directory: string): Promise<SecretRecipe[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.json')).sort();
  const lists = await Promise.all(files.map((file) => parse(join(directory, file), z.array(recipeSchema))));
  return lists.flat();
}

/** A file that holds one secret, without the line break that editors add. */
export async function readSecret(file: string): Promise<string> {
  const text = (await readFile(file, 'utf8')).trim();
  if (text === '') throw new Error(`${file}: is empty, expected a secret; look at the Secret that is mounted there`);
  return text;
}

async function parse<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const result = schema.safeParse(fromJson(await readFile(file, 'utf8')));
  if (result.success) return result.data;
  throw new Error(`${file}: is not what this version reads\n${z.prettifyError(result.error)}`);
}

/** Undefined, which no schema admits, where the text is no JSON. */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
