interface Field {
  readonly name: string;
  /** `*`, a number or a word of the field, as alternatives of a regular expression. */
  readonly part: string;
  /** Words that stand for numbers from `first` on. */
  readonly words?: readonly string[];
  readonly first?: number;
}

const fields: readonly Field[] = [
  { name: 'minute', part: '[*]|[0-5]?[0-9]' },
  { name: 'hour', part: '[*]|[01]?[0-9]|2[0-3]' },
  { name: 'day of month', part: '[*]|0?[1-9]|[12][0-9]|3[01]' },
  {
    name: 'month',
    part: '[*]|0?[1-9]|1[0-2]|[A-Za-z]{3}',
    words: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
    first: 1,
  },
  {
    name: 'day of week',
    part: '[*]|0?[0-6]|[A-Za-z]{3}',
    words: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
    first: 0,
  },
];

function patternOf({ part }: Field): string {
  return `(${part})([,-](${part})|/[0-9]{1,4})*`;
}

/**
 * What every cron expression matches, five fields with single spaces between them, and little else does: a pattern that
 * left out nothing would be too long to read in a message.
 */
export const cronPattern = `^${fields.map(patternOf).join(' ')}$`;

/** The first thing for which a text is no cron expression as Kubernetes takes it. */
export function wrongPartOfSchedule(schedule: string): string | undefined {
  const parts = schedule.split(' ');
  if (parts.length !== fields.length) {
    return 'not five fields with single spaces between them';
  }
  const wrong = fields.find((field, index) => !fits(parts[index] as string, field));
  return wrong === undefined ? undefined : `the ${wrong.name} is wrong`;
}

/** A comma-separated list of `*`, a number or a range that rises, each with an optional step. */
function fits(text: string, field: Field): boolean {
  return (
    new RegExp(`^${patternOf(field)}$`).test(text) &&
    text.split(',').every((item) => {
      const match = /^(?:[*]|(\w+)(?:-(\w+))?)(?:\/([0-9]+))?$/.exec(item);
      if (match === null || Number(match[3]) === 0) {
        return false;
      }
      const from = numberOf(match[1] ?? '0', field);
      // A word that is none is no number either, and so not at most itself.
      return from <= numberOf(match[2] ?? match[1] ?? '0', field);
    })
  );
}

function numberOf(text: string, { words = [], first = 0 }: Field): number {
  const word = words.indexOf(text.toUpperCase());
  return word < 0 ? Number(text) : first + word;
}
