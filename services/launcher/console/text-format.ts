/** Writes lines of several programs for people: time, service, level, message, fields. */
export interface TextOptions {
  readonly colour: boolean;
  /** Names that get a column as wide as the longest of them. */
  readonly sources: readonly string[];
}

interface LogRecord {
  readonly [field: string]: unknown;
  readonly level?: string;
  readonly time?: string;
  readonly msg?: string;
  readonly err?: { readonly message?: string; readonly stack?: string };
}

const painting = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;
const dim = painting(2);
const levelColours: Readonly<Record<string, (text: string) => string>> = {
  trace: painting(2),
  debug: painting(2),
  info: painting(32),
  warn: painting(33),
  error: painting(31),
  fatal: painting(41),
};
/** Of the sources, in turn; none that a level has. */
const sourceColours = [36, 35, 34, 96, 95, 94].map(painting);

/** Shown at places of their own. */
const placed = new Set(['level', 'time', 'service', 'msg', 'err', 'ms']);

/** @returns what turns a line into text, which may be several lines */
export function textFormat({ colour, sources }: TextOptions): (source: string, line: string) => string {
  const width = Math.max(...sources.map(({ length }) => length));
  const painted = (paint: ((text: string) => string) | undefined, text: string): string =>
    colour && paint !== undefined ? paint(text) : text;
  const prefix = (source: string): string => {
    const index = sources.indexOf(source);
    return painted(index < 0 ? dim : sourceColours[index % sourceColours.length], source.padEnd(width));
  };
  return (source, line) => {
    const record = recordIn(line);
    if (record === undefined) return `${' '.repeat(12)} ${prefix(source)}       ${line}`;
    const { level = 'info', time, msg = '', err, ms } = record;
    const fields = furtherFields(record).map(
      ([field, value]) => `${field}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
    if (typeof ms === 'number') fields.push(`${ms} ms`);
    const head = [
      painted(dim, clockOf(time)),
      prefix(source),
      painted(levelColours[level], level.toUpperCase().padEnd(5)),
      msg,
    ].join(' ');
    const tail = fields.length === 0 ? '' : ` ${painted(dim, fields.join(' '))}`;
    return `${head}${tail}${errorText(err)}`;
  };
}

/** A text that repeats that of a field before it is left out. */
function furtherFields(record: LogRecord): [string, unknown][] {
  const shown = new Set<unknown>();
  return Object.entries(record).filter(([field, value]) => {
    if (placed.has(field) || (typeof value === 'string' && shown.has(value))) return false;
    shown.add(value);
    return true;
  });
}

function recordIn(line: string): LogRecord | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as LogRecord;
  } catch {
    return undefined;
  }
}

/** Time of day on this machine, to the millisecond. */
function clockOf(time: string | undefined): string {
  const date = new Date(time ?? Number.NaN);
  if (Number.isNaN(date.getTime())) return ' '.repeat(12);
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

function errorText(err: LogRecord['err']): string {
  const text = err?.stack ?? err?.message;
  return text === undefined ? '' : `\n${text.replace(/^/gm, '    ')}`;
}
