import { type BuildFailure, formatMessages } from 'esbuild';

/** A failed build as an error that says where each mistake is; other errors as they are. */
export async function explained(error: unknown): Promise<Error> {
  const { errors } = error as BuildFailure;
  if (errors === undefined) return error as Error;
  const messages = await formatMessages(errors, { kind: 'error' });
  return new Error(messages.join('').trim(), { cause: error });
}
