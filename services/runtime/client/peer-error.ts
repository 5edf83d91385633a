/**
 * - `unavailable`: not reached, or it says that it cannot serve now (408, 429, 502, 503, 504); also when the edge lets
 *   no call pass
 * - `timeout`: no answer within the time of the edge
 * - `failed`: it could not handle this request (any other 5xx)
 * - `refused`: it understood and says no (4xx); `answer` tells why
 * - `invalid`: what it answered is not what its contract says
 */
export type PeerFailure = 'unavailable' | 'timeout' | 'failed' | 'refused' | 'invalid';

/** What a peer said when it said no. */
export interface PeerAnswer {
  readonly status: number;
  /** Code of the problem, where the answer was one. */
  readonly code?: string;
  readonly detail?: string;
  /** Service further down that failed, while the peer itself is well. @default - none, or nobody says */
  readonly failedPeer?: string;
}

export interface PeerErrorOptions extends ErrorOptions {
  /** @default - there was none, or none that says more */
  readonly answer?: PeerAnswer;
}

/** A call to another service that came to nothing. */
export class PeerError extends Error {
  override readonly name = 'PeerError';
  readonly peer: string;
  readonly failure: PeerFailure;
  readonly answer: PeerAnswer | undefined;

  constructor(peer: string, failure: PeerFailure, message: string, { answer, ...options }: PeerErrorOptions = {}) {
    super(`${peer} ${message}`, options);
    this.peer = peer;
    this.failure = failure;
    this.answer = answer;
  }

  /** Whether the same call may go better in a moment. */
  get isTransient(): boolean {
    return this.failure === 'unavailable' || this.failure === 'timeout';
  }

  /** The service that failed: the peer, or the one further down that the peer names. */
  get failedPeer(): string {
    return this.answer?.failedPeer ?? this.peer;
  }
}
