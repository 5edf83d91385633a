/** Metrics that services export, as alerts and dashboards read them. The runtime that exports them uses these names. */
export const metric = {
  /** Histogram by `method`, `route` (the template, not the path) and `status`. */
  requestDuration: 'http_request_duration_seconds',
  /** Histogram by `peer` and `operation`: calls to other services. */
  peerDuration: 'peer_request_duration_seconds',
  /** Gauge by `state`: idle, used. */
  poolConnections: 'db_pool_connections',
  poolWaiting: 'db_pool_waiting',
  outboxDepth: 'outbox_depth',
  outboxFailed: 'outbox_failed',
  outboxOldest: 'outbox_oldest_seconds',
  outboxPublished: 'outbox_published_total',
  /** Gauge by `consumer`. */
  consumerPending: 'consumer_pending',
  /** Gauge by `consumer`. */
  consumerRedelivered: 'consumer_redelivered',
  /** Counter by `consumer`, `subject` and `outcome`. */
  messagesHandled: 'messages_handled_total',
  /** Gauge by `consumer`. */
  deadLetters: 'dead_letters',
  /** Gauge by `type` and `step`. */
  sagasActive: 'sagas_active',
  /** Gauge by `type`. */
  sagasOverdue: 'sagas_overdue',
  /** Gauge by `type`. */
  sagasStuck: 'sagas_stuck',
  /** Counter by `peer`. */
  undeclared: 'undeclared_total',
  eventLoopLag: 'nodejs_eventloop_lag_p99_seconds',
  residentMemory: 'process_resident_memory_bytes',
  cpuTime: 'process_cpu_seconds_total',
} as const;

/** A series of a metric: `name{matchers}`. */
export function series(name: string, ...matchers: readonly string[]): string {
  return `${name}{${matchers.join(', ')}}`;
}
