import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { Logger } from 'pino';
import type { Identity } from '../context';
import { Problem } from '../errors';
import { type KeySet, parseKeySet } from './jwk-set';
import { KnownTokens } from './known-tokens';

export interface VerifierOptions {
  /** Public JWK set as JSON; a `WatchedSecret` may change while the service runs. */
  readonly jwks: { readonly value: string };
  /** Issuer and audience that tokens must carry. */
  readonly issuer: string;
  readonly logger: Logger;
}

/**
 * @param authorization the header of a request
 * @returns who the bearer is; `undefined` when the request carries no bearer token
 * @throws the problem `unauthenticated` for a token that is expired, forged, of another issuer or without a user
 */
export type Verifier = (authorization: string | undefined) => Promise<Identity | undefined>;

/** Signatures that are accepted: asymmetric ones only, whatever a token asks for. */
const algorithms = ['EdDSA', 'ES256'];

/** How far clocks may differ, in seconds. */
const clockTolerance = 5;

/**
 * A verifier of access tokens.
 * @throws when the JWK set cannot be used; one that is replaced by such a set later stays in use
 */
export function verifier({ jwks, issuer, logger }: VerifierOptions): Verifier {
  const known = new KnownTokens();
  const keySet = latestKeySet(jwks, logger, () => known.forget());
  return async (authorization) => {
    const token = /^Bearer +([^ ]+) *$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) {
      return undefined;
    }
    const keys = keySet();
    const bearer = known.get(token);
    if (bearer !== undefined) {
      return bearer;
    }
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms,
        issuer,
        audience: issuer,
        clockTolerance,
        requiredClaims: ['exp'],
      });
      const identity = identityOf(payload);
      if (keys === keySet()) {
        known.add(token, identity, payload.exp as number);
      }
      return identity;
    } catch (error) {
      throw invalidToken(error);
    }
  };
}

function latestKeySet(jwks: { readonly value: string }, logger: Logger, onChange: () => void): () => KeySet {
  let text = jwks.value;
  let keySet = parseKeySet(text);
  return () => {
    const { value } = jwks;
    if (value !== text) {
      text = value;
      try {
        keySet = parseKeySet(value);
        onChange();
      } catch (error) {
        logger.error({ err: error }, 'the new JWK set cannot be used; going on with the one before');
      }
    }
    return keySet;
  };
}

function identityOf(payload: JWTPayload): Identity {
  const { sub, roles } = payload;
  if (typeof sub !== 'string' || sub === '') {
    throw new errors.JWTClaimValidationFailed('"sub" is no user id', payload, 'sub', 'check_failed');
  }
  return { userId: sub, roles: Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [] };
}

/** RFC 6750 §3.1. Says that a token is expired, since its holder can do something about it, and nothing more. */
function invalidToken(error: unknown): Problem {
  if (!(error instanceof errors.JOSEError)) {
    throw error;
  }
  const reason = error instanceof errors.JWTExpired ? 'The access token expired.' : 'The access token is not valid.';
  return new Problem('unauthenticated', {
    detail: reason,
    headers: { 'www-authenticate': `Bearer error="invalid_token", error_description="${reason}"` },
    cause: error,
  });
}
