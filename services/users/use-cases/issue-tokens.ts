import type { z } from 'zod';
import type { Tokens } from '../contract';
import type { Bearer } from '../store';
import type { Dependencies } from './dependencies';

/** The answer that gives somebody a new access token, with the refresh token for the next one. */
export async function issueTokens(
  { accessToken, accessTokenSeconds }: Pick<Dependencies, 'accessToken' | 'accessTokenSeconds'>,
  bearer: Bearer,
  refreshToken: string,
): Promise<z.infer<typeof Tokens>> {
  return {
    accessToken: await accessToken(bearer),
    refreshToken,
    tokenType: 'Bearer',
    expiresIn: accessTokenSeconds,
  };
}
