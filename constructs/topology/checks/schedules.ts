import { placeOf } from '../place';
import type { Check } from './fleet';

interface Field {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Words that stand for numbers from `minimum` on. */
  readonly words?: readonly string[];
}

const fields: readonly Field[] = [
  { name: 'minute', minimum: 0, maximum: 59 },
  { name: 'hour', minimum: 0, maximum: 23 },
  { name: 'day of month', minimum: 1, maximum: 31 },
  {
    name: 'month',
    minimum: 1,
    maximum: 12,
    words: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  },
  { name: 'day of week', minimum: 0, maximum: 6, words: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] },
];

/** Schedules are cron expressions that Kubernetes accepts. */
export const checkSchedules: Check = ({ services }) =>
  services.flatMap((service) =>
    Object.entries(service.jobs ?? {}).flatMap(([job, { schedule }]) => {
      const wrong = wrongPartOf(schedule);
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

function wrongPartOf(schedule: string): string | undefined {
  const parts = schedule.trim().split(/\s+/);
  if (parts.length !== fields.length) {
    return `${parts.length} fields`;
  }
  const wrong = fields.find((field, index) => !(parts[index] as string).split(',').every((item) => fits(item, field)));
  return wrong === undefined ? undefined : `the ${wrong.name} is wrong`;
}

/** One item of a field: `*`, a number or a range, each with an optional step. */
function fits(item: string, field: Field): boolean {
  const match = /^(?:\*|(\w+)(?:-(\w+))?)(?:\/([1-9]\d*))?$/.exec(item);
  if (match === null) {
    return false;
  }
  const [from, to] = [numberOf(match[1], field), numberOf(match[2], field)];
  return !Number.isNaN(from) && !Number.isNaN(to) && !(from !== undefined && to !== undefined && from > to);
}

/** A number within the field's bounds; NaN where it is none. */
function numberOf(text: string | undefined, { minimum, maximum, words = [] }: Field): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const word = words.indexOf(text.toUpperCase());
  const value = word >= 0 ? minimum + word : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= minimum && value <= maximum ? value : Number.NaN;
}
