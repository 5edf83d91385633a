import type { ProgramLog } from './processes';

/** One line of a program's output, or of the launcher's own: a JSON record where the program writes records. */
export interface LogLine {
  /** Name of the service, or `launcher`. */
  readonly source: string;
  readonly line: string;
}

export const launcherSource = 'launcher';

/** Most lines that are kept; older ones go first. */
const kept = 20_000;

/** Everything that was said, and who else listens. */
export class LogLines {
  readonly #lines: LogLine[] = [];
  readonly #listener: (line: LogLine) => void;

  constructor(listener: (line: LogLine) => void = () => undefined) {
    this.#listener = listener;
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  add(source: string, line: string): void {
    if (this.#lines.length >= kept) this.#lines.splice(0, kept / 10);
    this.#lines.push({ source, line });
    this.#listener({ source, line });
  }

  /** Writes a record of the launcher's own, in the form that services have. */
  readonly say: ProgramLog = (level, msg, fields = {}) => {
    const record = { level, time: new Date().toISOString(), service: launcherSource, ...fields, msg };
    this.add(launcherSource, JSON.stringify(record));
  };

  /** Does something and says how long it took. @param outcome what there is to say of its result */
  async timed<T>(phase: string, work: () => Promise<T>, outcome: (result: T) => string = () => 'done'): Promise<T> {
    const began = performance.now();
    const result = await work();
    this.say('info', `${phase}: ${outcome(result)}`, { ms: Math.round(performance.now() - began) });
    return result;
  }
}
