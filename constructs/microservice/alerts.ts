import { type ServiceDeclaration, traitsOf } from '../declaration';
import { series } from './series';

/** An alert of Prometheus. */
export interface Alert {
  readonly alert: string;
  /** PromQL. */
  readonly expr: string;
  /** How long the expression must hold, in Prometheus' notation. */
  readonly for: string;
  /** critical: somebody must act now; warning: on the next working day. */
  readonly severity: 'critical' | 'warning';
  readonly summary: string;
  /** What it means and what to look at; may refer to `$labels` and `$value`. */
  readonly description: string;
}

/** Numbers in alerts that are values of the chart. */
export const thresholds = {
  outboxAgeSeconds: {
    default: 60,
    maximum: 86_400,
    description: 'Age of the oldest unpublished message, in seconds, above which it is an alert.',
  },
  consumerPending: {
    default: 1_000,
    maximum: 100_000_000,
    description: 'Messages waiting for one consumer above which it is an alert.',
  },
  errorBudgetPerMille: {
    default: 1,
    maximum: 500,
    description: 'Requests of a thousand that may fail within 30 days: 1 is an availability of 99.9 %.',
  },
} as const;

/** Gives a threshold as it stands in PromQL. Asked only for those that a service's alerts need. */
export type ThresholdOf = (threshold: keyof typeof thresholds) => string;

/** Matchers of the series of one service in one release. */
export type Target = readonly string[];

/** The alerts that a service's declaration makes meaningful. */
export function alertsOf(declaration: ServiceDeclaration, target: Target, thresholdOf: ThresholdOf): Alert[] {
  const traits = traitsOf(declaration);
  return [
    ...availabilityAlerts(target),
    ...(traits.answers ? burnRateAlerts(target, thresholdOf) : []),
    ...(traits.database ? poolAlerts(target) : []),
    ...(traits.outbox ? outboxAlerts(target, thresholdOf) : []),
    ...(traits.consumers ? consumerAlerts(target, thresholdOf) : []),
    ...(traits.sagas ? sagaAlerts(target) : []),
  ];
}

function availabilityAlerts(target: Target): Alert[] {
  return [
    {
      alert: 'ServiceDown',
      expr: `absent(\n  ${series('up', ...target)} == 1\n)`,
      for: '2m',
      severity: 'critical',
      summary: 'No pod answers Prometheus.',
      description:
        'No pod of the service has answered for two minutes, or Prometheus no longer finds any. Look at the pods first.',
    },
    {
      alert: 'UndeclaredCommunication',
      expr: `sum by (peer) (\n  ${series('undeclared_total', ...target)}\n) > 0`,
      for: '0m',
      severity: 'warning',
      summary: 'The service tried what its declaration does not name.',
      description:
        'Since its pods started there were {{ $value }} attempts to reach {{ $labels.peer }}: the code and the declaration disagree. `explain` prints the line to add.',
    },
  ];
}

/** Errors over a long and a short window, and how many times faster than allowed the budget goes. */
const burnRates = [
  { speed: 14.4, long: '1h', short: '5m', for: '2m', severity: 'critical', gone: 'two days' },
  { speed: 6, long: '6h', short: '30m', for: '15m', severity: 'warning', gone: 'five days' },
] as const;

function burnRateAlerts(target: Target, thresholdOf: ThresholdOf): Alert[] {
  const total = 'http_request_duration_seconds_count';
  const budget = `${thresholdOf('errorBudgetPerMille')} / 1000`;
  const share = (window: string): string =>
    `sum(rate(${series(total, ...target, 'status=~"5.."')}[${window}]))\n` +
    `  / sum(rate(${series(total, ...target)}[${window}]))`;
  return burnRates.map(({ speed, long, short, for: duration, severity, gone }) => ({
    alert: severity === 'critical' ? 'ErrorBudgetBurnsFast' : 'ErrorBudgetBurns',
    expr:
      `(\n  ${share(long)}\n  > ${speed} * ${budget}\n)\nand\n` + `(\n  ${share(short)}\n  > ${speed} * ${budget}\n)`,
    for: duration,
    severity,
    summary: 'Too many requests fail.',
    description: `{{ $value | humanizePercentage }} of the requests end with a 5xx status; at this rate the error budget of 30 days is gone in ${gone}.`,
  }));
}

function poolAlerts(target: Target): Alert[] {
  return [
    {
      alert: 'DatabasePoolExhausted',
      expr: `min by (pod) (\n  min_over_time(${series('db_pool_waiting', ...target)}[5m])\n) > 0`,
      for: '5m',
      severity: 'warning',
      summary: 'Requests wait for a database connection.',
      description:
        'In {{ $labels.pod }} there have been callers waiting for a connection all the time. Look for slow or blocked statements.',
    },
  ];
}

function outboxAlerts(target: Target, thresholdOf: ThresholdOf): Alert[] {
  return [
    {
      alert: 'OutboxStuck',
      expr: `max(\n  ${series('outbox_oldest_seconds', ...target)}\n) > ${thresholdOf('outboxAgeSeconds')}`,
      for: '2m',
      severity: 'critical',
      summary: 'Messages are not published.',
      description:
        'The oldest message of the outbox has waited {{ $value | humanizeDuration }}. Nothing is lost; look at the relay and at NATS.',
    },
    {
      alert: 'OutboxGaveUp',
      expr: `max(\n  ${series('outbox_failed', ...target)}\n) > 0`,
      for: '0m',
      severity: 'warning',
      summary: 'Messages of the outbox were given up.',
      description:
        'The broker refused {{ $value }} messages for good, so nobody will receive them. Look at their errors in the outbox.',
    },
  ];
}

function consumerAlerts(target: Target, thresholdOf: ThresholdOf): Alert[] {
  return [
    {
      alert: 'ConsumerLags',
      expr: `max by (consumer) (\n  ${series('consumer_pending', ...target)}\n) > ${thresholdOf('consumerPending')}`,
      for: '10m',
      severity: 'warning',
      summary: 'Messages arrive faster than they are handled.',
      description:
        '{{ $value }} messages wait for {{ $labels.consumer }}. Look at the time and the outcome of its handlers, and at the scaler.',
    },
    {
      alert: 'DeadLetters',
      expr: `max by (consumer) (\n  ${series('dead_letters', ...target)}\n) > 0`,
      for: '0m',
      severity: 'warning',
      summary: 'Messages could not be handled.',
      description:
        '{{ $value }} messages of {{ $labels.consumer }} wait for a decision: mend what failed, then replay or drop them.',
    },
  ];
}

function sagaAlerts(target: Target): Alert[] {
  return [
    {
      alert: 'SagasOverdue',
      expr: `max by (type) (\n  ${series('sagas_overdue', ...target)}\n) > 0`,
      for: '5m',
      severity: 'warning',
      summary: 'Nobody watches the deadlines of sagas.',
      description:
        'The deadlines of {{ $value }} sagas of type {{ $labels.type }} passed over a minute ago. Look at what watches them.',
    },
    {
      alert: 'SagasStuck',
      expr: `max by (type) (\n  ${series('sagas_stuck', ...target)}\n) > 0`,
      for: '0m',
      severity: 'critical',
      summary: 'Sagas get no answer.',
      description:
        'A step of {{ $value }} sagas of type {{ $labels.type }} was asked for again and again. Look at the service that should answer.',
    },
  ];
}
