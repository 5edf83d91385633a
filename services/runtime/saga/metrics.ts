import { Gauge, type Registry } from 'prom-client';
import { type Session, sharedReading } from '../db';

/** Unanswered deadlines of one step after which a person should look. */
const stuckAfterAttempts = 5;

interface StepCount {
  readonly type: string;
  readonly step: string;
  readonly count: number;
  readonly stuck: number;
  readonly overdue: number;
}

/** Sagas that have not ended, by step, read from the database whenever metrics are. */
export function observeSagas(session: Session, registry: Registry): void {
  const read = sharedReading(() =>
    session.query<StepCount>({
      text: `
        select type, step, count(*) as count, count(*) filter (where attempts >= $1) as stuck,
          count(*) filter (where deadline_at < clock_timestamp() - interval '1 minute') as overdue
        from saga where status = 'active' group by type, step`,
      values: [stuckAfterAttempts],
    }),
  );
  const gauge = (name: string, help: string, count: (row: StepCount) => number): void => {
    new Gauge({
      name,
      help,
      labelNames: ['type', 'step'],
      registers: [registry],
      async collect() {
        const rows = await read();
        if (rows !== undefined) {
          this.reset();
          for (const row of rows) {
            this.set({ type: row.type, step: row.step }, count(row));
          }
        }
      },
    });
  };
  gauge('sagas_active', 'Sagas that have not ended.', ({ count }) => count);
  gauge('sagas_stuck', `Sagas whose step went unanswered ${stuckAfterAttempts} times or more.`, ({ stuck }) => stuck);
  gauge('sagas_overdue', 'Sagas whose deadline passed over a minute ago: nobody watches.', ({ overdue }) => overdue);
}
