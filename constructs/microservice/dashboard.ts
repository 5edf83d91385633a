import type { ServiceDeclaration } from '../declaration';
import type { Json, JsonObject } from '../template';
import { metric, series } from './metric-names';
import { traitsOf } from './traits';

interface Query {
  readonly expr: string;
  /** Name of each line; `{{label}}` stands for a label of the series. */
  readonly legend: string;
}

interface Panel {
  readonly title: string;
  /** Grafana's name of the unit of the values. */
  readonly unit: 'reqps' | 'percentunit' | 's' | 'short' | 'bytes' | 'ops';
  readonly queries: readonly Query[];
}

interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/**
 * The Grafana dashboard of a service, as plain data: what its declaration makes worth seeing. Release and namespace are
 * variables of the dashboard, so one serves all installations.
 */
export function dashboardOf(declaration: ServiceDeclaration): JsonObject {
  return {
    title: `${declaration.name}: ${declaration.description}`,
    uid: `flotilla-${declaration.name}`,
    tags: ['flotilla'],
    schemaVersion: 39,
    editable: true,
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    templating: { list: variables(declaration.name) },
    panels: layOut(rowsOf(declaration)),
  };
}

function variables(service: string): Json[] {
  const query = (name: string, label: string, text: string): JsonObject => ({
    name,
    label,
    type: 'query',
    datasource,
    query: text,
    refresh: 2,
    sort: 1,
  });
  return [
    { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' },
    query('namespace', 'Namespace', `label_values(up{service=~"(.+-)?${service}-admin"}, namespace)`),
    query('service', 'Service', `label_values(up{namespace="$namespace", service=~"(.+-)?${service}-admin"}, service)`),
  ];
}

const datasource = { type: 'prometheus', uid: '${datasource}' };

const of = (name: string, ...matchers: readonly string[]): string =>
  series(name, 'namespace="$namespace"', 'service="$service"', ...matchers);

const rate = (name: string, ...matchers: readonly string[]): string =>
  `rate(${of(name, ...matchers)}[$__rate_interval])`;

function rowsOf(declaration: ServiceDeclaration): Row[] {
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

const quantile = (share: string, histogram: string, by: string): string =>
  `histogram_quantile(${share}, sum by (le${by}) (${rate(`${histogram}_bucket`)}))`;

const requests: Row = {
  title: 'Requests',
  panels: [
    {
      title: 'Rate by route',
      unit: 'reqps',
      queries: [
        { expr: `sum by (method, route) (${rate(`${metric.requestDuration}_count`)})`, legend: '{{method}} {{route}}' },
      ],
    },
    {
      title: 'Share of errors',
      unit: 'percentunit',
      queries: [
        {
          expr: `sum(${rate(`${metric.requestDuration}_count`, 'status=~"5.."')}) / sum(${rate(`${metric.requestDuration}_count`)})`,
          legend: '5xx',
        },
      ],
    },
    {
      title: 'Duration',
      unit: 's',
      queries: ['0.5', '0.95', '0.99'].map((share) => ({
        expr: quantile(share, metric.requestDuration, ''),
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
          expr: `sum by (peer, operation) (${rate(`${metric.peerDuration}_count`)})`,
          legend: '{{peer}} {{operation}}',
        },
      ],
    },
    {
      title: 'Duration, p95',
      unit: 's',
      queries: [{ expr: quantile('0.95', metric.peerDuration, ', peer'), legend: '{{peer}}' }],
    },
  ],
};

const consumers: Row = {
  title: 'Messages',
  panels: [
    {
      title: 'Waiting by consumer',
      unit: 'short',
      queries: [{ expr: `max by (consumer) (${of(metric.consumerPending)})`, legend: '{{consumer}}' }],
    },
    {
      title: 'Handled by outcome',
      unit: 'ops',
      queries: [
        { expr: `sum by (consumer, outcome) (${rate(metric.messagesHandled)})`, legend: '{{consumer}} {{outcome}}' },
      ],
    },
    {
      title: 'Redelivered and dead',
      unit: 'short',
      queries: [
        { expr: `max by (consumer) (${of(metric.consumerRedelivered)})`, legend: '{{consumer}} redelivered' },
        { expr: `max by (consumer) (${of(metric.deadLetters)})`, legend: '{{consumer}} dead letters' },
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
      queries: [{ expr: `max by (type, step) (${of(metric.sagasActive)})`, legend: '{{type}} {{step}}' }],
    },
    {
      title: 'Overdue and stuck',
      unit: 'short',
      queries: [
        { expr: `max by (type) (${of(metric.sagasOverdue)})`, legend: '{{type}} overdue' },
        { expr: `max by (type) (${of(metric.sagasStuck)})`, legend: '{{type}} stuck' },
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
      queries: [{ expr: `max(${of(metric.outboxOldest)})`, legend: 'oldest' }],
    },
    {
      title: 'Messages',
      unit: 'short',
      queries: [
        { expr: `max(${of(metric.outboxDepth)})`, legend: 'waiting' },
        { expr: `max(${of(metric.outboxFailed)})`, legend: 'given up' },
      ],
    },
    {
      title: 'Published',
      unit: 'ops',
      queries: [{ expr: `sum(${rate(metric.outboxPublished)})`, legend: 'published' }],
    },
  ],
};

const database: Row = {
  title: 'Database pool',
  panels: [
    {
      title: 'Connections by pod',
      unit: 'short',
      queries: [{ expr: `sum by (pod, state) (${of(metric.poolConnections)})`, legend: '{{pod}} {{state}}' }],
    },
    {
      title: 'Waiting for a connection',
      unit: 'short',
      queries: [{ expr: `max by (pod) (${of(metric.poolWaiting)})`, legend: '{{pod}}' }],
    },
  ],
};

const pods: Row = {
  title: 'Pods',
  panels: [
    {
      title: 'Event loop lag, p99',
      unit: 's',
      queries: [{ expr: `max by (pod) (${of(metric.eventLoopLag)})`, legend: '{{pod}}' }],
    },
    {
      title: 'Memory',
      unit: 'bytes',
      queries: [{ expr: `max by (pod) (${of(metric.residentMemory)})`, legend: '{{pod}}' }],
    },
    { title: 'CPU', unit: 'short', queries: [{ expr: `sum by (pod) (${rate(metric.cpuTime)})`, legend: '{{pod}}' }] },
  ],
};

/** Columns of Grafana's grid. */
const width = 24;
const height = 8;

function layOut(rows: readonly Row[]): Json[] {
  const laidOut: JsonObject[] = [];
  let y = 0;
  for (const row of rows) {
    laidOut.push({
      id: laidOut.length + 1,
      type: 'row',
      title: row.title,
      gridPos: { x: 0, y, w: width, h: 1 },
      collapsed: false,
      panels: [],
    });
    const w = width / row.panels.length;
    row.panels.forEach((panel, column) => {
      laidOut.push({
        id: laidOut.length + 1,
        ...timeSeries(panel),
        gridPos: { x: column * w, y: y + 1, w, h: height },
      });
    });
    y += 1 + height;
  }
  return laidOut;
}

function timeSeries({ title, unit, queries }: Panel): JsonObject {
  return {
    type: 'timeseries',
    title,
    datasource,
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      datasource,
      expr,
      legendFormat: legend,
    })),
  };
}
