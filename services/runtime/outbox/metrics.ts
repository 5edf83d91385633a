import { Gauge, type Registry } from 'prom-client';
import { type Session, sharedReading } from '../db';

interface Reading {
  readonly depth: number;
  readonly oldest: number | null;
  readonly failed: number;
}

/** Depth and age of the outbox, read from the database whenever metrics are. */
export function observeOutbox(session: Session, registry: Registry): void {
  const read = sharedReading(() =>
    session.first<Reading>(`
      select depth, oldest, (select count(*) from outbox where failed_at is not null) as failed
      from (
        select count(*) as depth, extract(epoch from clock_timestamp() - min(created_at))::float8 as oldest
        from outbox where published_at is null and failed_at is null
      ) as waiting`),
  );
  const gauge = (name: string, help: string, pick: (reading: Reading) => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const reading = await read();
        if (reading !== undefined) {
          this.set(pick(reading));
        }
      },
    });
  };
  gauge('outbox_depth', 'Rows that wait to be published.', ({ depth }) => depth);
  gauge('outbox_oldest_seconds', 'Age of the oldest row that waits; 0 when none does.', ({ oldest }) => oldest ?? 0);
  gauge('outbox_failed', 'Rows that were given up.', ({ failed }) => failed);
}
