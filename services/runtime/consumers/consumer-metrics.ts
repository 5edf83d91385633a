import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ConsumerState } from '../messaging';
import type { Outcome } from './settle-delivery';

export interface ConsumerMetrics {
  handled(consumer: string, subject: string, outcome: Outcome, seconds: number): void;
}

/** @param lag state of every consumer, asked for whenever metrics are read */
export function consumerMetrics(registry: Registry, lag: () => Promise<[string, ConsumerState][]>): ConsumerMetrics {
  const registers = [registry];
  const messages = new Counter({
    name: 'messages_handled_total',
    help: 'Deliveries by how they ended.',
    labelNames: ['consumer', 'subject', 'outcome'],
    registers,
  });
  const duration = new Histogram({
    name: 'message_duration_seconds',
    help: 'Time from taking up a delivery to settling it.',
    labelNames: ['consumer', 'subject'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const gauge = (name: string, help: string, count: (state: ConsumerState) => number): void => {
    new Gauge({
      name,
      help,
      labelNames: ['consumer'],
      registers,
      async collect() {
        const states = await lag().catch(() => []); // Other metrics are worth reading while the broker is away.
        for (const [consumer, state] of states) {
          this.set({ consumer }, count(state));
        }
      },
    });
  };
  gauge('consumer_pending', 'Messages that wait to be delivered for the first time.', ({ pending }) => pending);
  gauge('consumer_ack_pending', 'Messages that were delivered and not settled.', ({ ackPending }) => ackPending);
  gauge('consumer_redelivered', 'Unsettled messages delivered more than once.', ({ redelivered }) => redelivered);
  return {
    handled(consumer, subject, outcome, seconds) {
      messages.inc({ consumer, subject, outcome });
      duration.observe({ consumer, subject }, seconds);
    },
  };
}
