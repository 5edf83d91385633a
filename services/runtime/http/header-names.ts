/** Headers of our own between services; the gateway takes them off what comes from outside. */
export const headerName = {
  /** UUID of one request. */
  requestId: 'x-request-id',
  /** Id of the whole flow, through all services and messages. */
  correlationId: 'x-correlation-id',
  /** How long the caller goes on waiting, in milliseconds: a duration, so that clocks need not agree. */
  timeout: 'x-request-timeout-ms',
} as const;
