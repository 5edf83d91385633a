import { type MetricName, type SeriesName, type ServiceDeclaration, traitsOf } from '../declaration';
import { series } from './series';

interface Query {
  readonly expr: string;
  /** Name of each line; `{{label}}` stands for a label of the series. */
  readonly legend: string;
}

/** A panel of lines over time. */
export interface Panel {
  readonly title: string;
  /** Grafana's name of the unit of the values. */
  readonly unit: 'reqps' | 'percentunit' | 's' | 'short' | 'bytes' | 'ops';
  readonly queries: readonly Query[];
}

/** Panels side by side. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

const of = (name: SeriesName, ...matchers: readonly string[]): string =>
  series(name, 'namespace="$namespace"', 'service="$service"', ...matchers);

const rate = (name: SeriesName, ...matchers: readonly string[]): string =>
  `rate(${of(name, ...matchers)}[$__rate_interval])`;

/** What a declaration makes worth seeing, the most telling first. Queries use the variables of the dashboard. */
export function rowsOf(declaration: ServiceDeclaration): Row[] {
  const traits = traitsOf(declaration);
  return [
    ...(traits.answers ? [requests] : []),
    ...(traits.calls ? [peers] : []),
    ...(traits.consumers ? [consumers] : []),
    ...(traits.sagas ? [sagas] : []),
    ...(traits.outbox ? [outbox] : []),
    ...(traits.database ? [database] : []),
    pods,
  ];
}

const quantile = (share: string, histogram: MetricName, by: string): string =>
  `histogram_quantile(${share}, sum by (le${by}) (${rate(`${histogram}_bucket`)}))`;

const requests: Row = {
  title: 'Requests',
  panels: [
    {
      title: 'Rate by route',
      unit: 'reqps',
      queries: [
        {
          expr: `sum by (method, route) (${rate('http_request_duration_seconds_count')})`,
          legend: '{{method}} {{route}}',
        },
      ],
    },
    {
      title: 'Share of errors',
      unit: 'percentunit',
      queries: [
        {
          expr: `sum(${rate('http_request_duration_seconds_count', 'status=~"5.."')}) / sum(${rate('http_request_duration_seconds_count')})`,
          legend: '5xx',
        },
      ],
    },
    {
      title: 'Duration',
      unit: 's',
      queries: ['0.5', '0.95', '0.99'].map((share) => ({
        expr: quantile(share, 'http_request_duration_seconds', ''),
        legend: `p${Number(share) * 100}`,
      })),
    },
  ],
};

const peers: Row = {
  title: 'Calls to peers',
  panels: [
    {
      title: 'Rate by operation',
      unit: 'reqps',
      queries: [
        {
          expr: `sum by (peer, operation) (${rate('peer_request_duration_seconds_count')})`,
          legend: '{{peer}} {{operation}}',
        },
      ],
    },
    {
      title: 'Duration, p95',
      unit: 's',
      queries: [{ expr: quantile('0.95', 'peer_request_duration_seconds', ', peer'), legend: '{{peer}}' }],
    },
  ],
};

const consumers: Row = {
  title: 'Messages',
  panels: [
    {
      title: 'Waiting by consumer',
      unit: 'short',
      queries: [{ expr: `max by (consumer) (${of('consumer_pending')})`, legend: '{{consumer}}' }],
    },
    {
      title: 'Handled by outcome',
      unit: 'ops',
      queries: [
        { expr: `sum by (consumer, outcome) (${rate('messages_handled_total')})`, legend: '{{consumer}} {{outcome}}' },
      ],
    },
    {
      title: 'Redelivered and dead',
      unit: 'short',
      queries: [
        { expr: `max by (consumer) (${of('consumer_redelivered')})`, legend: '{{consumer}} redelivered' },
        { expr: `max by (consumer) (${of('dead_letters')})`, legend: '{{consumer}} dead letters' },
      ],
    },
  ],
};

const sagas: Row = {
  title: 'Sagas',
  panels: [
    {
      title: 'Running by step',
      unit: 'short',
      queries: [{ expr: `max by (type, step) (${of('sagas_active')})`, legend: '{{type}} {{step}}' }],
    },
    {
      title: 'Overdue and stuck',
      unit: 'short',
      queries: [
        { expr: `max by (type) (${of('sagas_overdue')})`, legend: '{{type}} overdue' },
        { expr: `max by (type) (${of('sagas_stuck')})`, legend: '{{type}} stuck' },
      ],
    },
  ],
};

const outbox: Row = {
  title: 'Outbox',
  panels: [
    {
      title: 'Age of the oldest message',
      unit: 's',
      queries: [{ expr: `max(${of('outbox_oldest_seconds')})`, legend: 'oldest' }],
    },
    {
      title: 'Messages',
      unit: 'short',
      queries: [
        { expr: `max(${of('outbox_depth')})`, legend: 'waiting' },
        { expr: `max(${of('outbox_failed')})`, legend: 'given up' },
      ],
    },
    {
      title: 'Published',
      unit: 'ops',
      queries: [{ expr: `sum(${rate('outbox_published_total')})`, legend: 'published' }],
    },
  ],
};

const database: Row = {
  title: 'Database pool',
  panels: [
    {
      title: 'Connections by pod',
      unit: 'short',
      queries: [{ expr: `sum by (pod, state) (${of('db_pool_connections')})`, legend: '{{pod}} {{state}}' }],
    },
    {
      title: 'Waiting for a connection',
      unit: 'short',
      queries: [{ expr: `max by (pod) (${of('db_pool_waiting')})`, legend: '{{pod}}' }],
    },
  ],
};

const pods: Row = {
  title: 'Pods',
  panels: [
    {
      title: 'Event loop lag, p99',
      unit: 's',
      queries: [{ expr: `max by (pod) (${of('nodejs_eventloop_lag_p99_seconds')})`, legend: '{{pod}}' }],
    },
    {
      title: 'Memory',
      unit: 'bytes',
      queries: [{ expr: `max by (pod) (${of('process_resident_memory_bytes')})`, legend: '{{pod}}' }],
    },
    {
      title: 'CPU',
      unit: 'short',
      queries: [{ expr: `sum by (pod) (${rate('process_cpu_seconds_total')})`, legend: '{{pod}}' }],
    },
  ],
};
