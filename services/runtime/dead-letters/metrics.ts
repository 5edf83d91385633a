import { Gauge, type Registry } from 'prom-client';
import type { Session } from '../db';

/** Number of dead letters that nobody has dealt with, read from the database whenever metrics are. */
export function observeDeadLetters(session: Session, registry: Registry): void {
  new Gauge({
    name: 'dead_letters',
    help: 'Messages that could not be handled and wait for a decision, by consumer.',
    labelNames: ['consumer'],
    registers: [registry],
    async collect() {
      const rows = await session
        .query<{ consumer: string; count: number }>(
          'select consumer, count(*) as count from dead_letter where resolved_at is null group by consumer',
        )
        .catch(() => undefined); // Other metrics are worth reading while the database is away.
      if (rows !== undefined) {
        this.reset();
        for (const { consumer, count } of rows) {
          this.set({ consumer }, count);
        }
      }
    },
  });
}
