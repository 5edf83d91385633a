import { placeOf } from '../place';
import { wrongPartOfSchedule } from '../schedule';
import type { Check } from './fleet';

/** Schedules are cron expressions that Kubernetes accepts. */
export const checkSchedules: Check = ({ services }) =>
  services.flatMap((service) =>
    Object.entries(service.jobs ?? {}).flatMap(([job, { schedule }]) => {
      const wrong = wrongPartOfSchedule(schedule);
      return wrong === undefined
        ? []
        : [
            {
              place: placeOf(service.name, 'jobs', job, 'schedule'),
              found: `${JSON.stringify(schedule)}: ${wrong}`,
              expected: 'a cron expression of five fields: minute, hour, day of month, month, day of week',
              fix: 'correct the expression, e.g. "30 3 * * *" for half past three at night, UTC',
            },
          ];
    }),
  );
