import { requireAccess, type Verifier } from '../auth';
import type { GuardFor } from '../http';

/** Guards are made once per route; where nobody can verify a token, only public routes can be made. */
export function guardsOf(verify: Verifier | undefined, service: string): GuardFor {
  return (access) => {
    if (access === 'public') {
      return undefined;
    }
    if (verify === undefined) {
      throw new Error(
        `${service} has routes that are not public, and nothing to verify tokens with; declare TOKEN_JWKS and ` +
          `TOKEN_ISSUER in \`config\` of services/${service}/service.ts, or call service.verifyTokens in the set-up`,
      );
    }
    return async ({ headers }) => {
      const identity = await verify(headers.authorization);
      requireAccess(access, identity);
      return identity;
    };
  };
}
