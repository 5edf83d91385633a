/** Headers of our own between services; the gateway takes them off what comes from outside and what goes there. */
export const headerName = {
  /** UUID of one request. */
  requestId: 'x-request-id',
  /** Id of the whole flow, through all services and messages. */
  correlationId: 'x-correlation-id',
  /** How long the caller goes on waiting, in milliseconds: a duration, so that clocks need not agree. */
  timeout: 'x-request-timeout-ms',
  /**
   * Of an answer 5xx: the service further down that failed. Whoever answers is well, and no breaker may open for it.
   * `Proxy-Status` (RFC 9209) would be a word of intermediaries, which services that call others are not.
   */
  failedPeer: 'x-failed-peer',
} as const;
