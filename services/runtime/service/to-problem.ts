import { PeerError, UndeclaredCallError } from '../client';
import { isConflict, isConnectionFailure } from '../db';
import { Problem, problemOf } from '../errors';
import { headerName } from '../http';
import { UndeclaredMessageError } from '../messaging';

/**
 * Any thrown value as a problem: a client is told that it may try again when something behind the service is away, and who calls
 * it whether that is a service of its own. Its database is part of it: without that it is ill itself.
 */
export function toProblem(error: unknown): Problem {
  if (error instanceof PeerError && error.failure !== 'refused') {
    return new Problem(error.failure === 'timeout' ? 'upstream-timeout' : 'upstream-unavailable', {
      headers: { [headerName.failedPeer]: error.failedPeer },
      cause: error,
    });
  }
  if (error instanceof UndeclaredCallError || error instanceof UndeclaredMessageError) {
    return new Problem('undeclared', { cause: error });
  }
  return isConnectionFailure(error) || isConflict(error)
    ? new Problem('upstream-unavailable', { cause: error })
    : problemOf(error);
}
