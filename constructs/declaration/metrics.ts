/**
 * Every metric that a service exports, with its labels: the runtime makes these and no others, alerts and dashboards
 * read them.
 */
export const metricLabels = {
  /** Histogram of answered requests; `route` is the template, never the path. */
  http_request_duration_seconds: ['method', 'route', 'status'],
  http_requests_in_flight: [],
  /** Histogram of calls to other services, by how they ended. */
  peer_request_duration_seconds: ['peer', 'operation', 'outcome'],
  /** 1 while the breaker of an edge refuses calls. */
  peer_breaker_open: ['peer'],
  /** Requests that a quota refused. */
  rate_limited_total: ['limit'],
  /** 1 while quotas are shared by all pods, 0 while each pod keeps them by itself. */
  rate_limit_shared: [],
  db_pool_connections: ['state'],
  db_pool_waiting: [],
  outbox_depth: [],
  outbox_failed: [],
  outbox_oldest_seconds: [],
  outbox_relay_leader: [],
  outbox_published_total: [],
  outbox_duplicates_total: [],
  outbox_failures_total: ['failure'],
  messages_handled_total: ['consumer', 'subject', 'outcome'],
  message_duration_seconds: ['consumer', 'subject'],
  consumer_pending: ['consumer'],
  consumer_ack_pending: ['consumer'],
  consumer_redelivered: ['consumer'],
  dead_letters: ['consumer'],
  sagas_active: ['type', 'step'],
  sagas_overdue: ['type', 'step'],
  sagas_stuck: ['type', 'step'],
  undeclared_total: ['peer'],
} as const satisfies Record<string, readonly string[]>;

export type MetricName = keyof typeof metricLabels;

/** Label names of a metric. */
export type MetricLabel<Name extends MetricName> = (typeof metricLabels)[Name][number];

/** Metrics of the process that alerts and dashboards read beside those; Prometheus's usual client exports them. */
export const processMetrics = [
  'nodejs_eventloop_lag_p99_seconds',
  'process_resident_memory_bytes',
  'process_cpu_seconds_total',
] as const;

/** What can be asked of a metric: the metric, or a part of a histogram. */
export type SeriesName = MetricName | `${MetricName}_${'bucket' | 'count'}` | (typeof processMetrics)[number];
