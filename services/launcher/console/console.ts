import { type LogLine, launcherSource } from '../log';
import { textFormat } from './text-format';

/** Where the launcher writes: a terminal, a pipe or a file. */
export interface Console {
  readonly onLine: (line: LogLine) => void;
  /** Writes lines of the launcher's own as they are, or as records. */
  readonly announce: (lines: readonly string[]) => void;
}

export interface ConsoleOptions {
  /** Records as the programs write them. */
  readonly json: boolean;
  readonly services: readonly string[];
  /** @default process.stdout */
  readonly output?: NodeJS.WriteStream;
  /** @default process.env */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Lines for people in colours where the output is a terminal (no-color.org), or records for programs. */
export function consoleOf({
  json,
  services,
  output = process.stdout,
  environment = process.env,
}: ConsoleOptions): Console {
  // A reader who has gone, e.g. a closed terminal, must not keep the launcher from stopping in good order.
  output.on('error', () => undefined);
  const write = (text: string): void => void output.write(`${text}\n`);
  if (json) {
    const record = (msg: string): string =>
      JSON.stringify({ level: 'info', time: new Date().toISOString(), service: launcherSource, msg });
    return {
      onLine: ({ source, line }) => write(line.startsWith('{') ? line : recordOf(source, line)),
      announce: (lines) => {
        for (const line of lines) write(record(line));
      },
    };
  }
  const isPlain = Boolean(environment.NO_COLOR) || (!output.isTTY && !environment.FORCE_COLOR);
  const format = textFormat({ colour: !isPlain, sources: [...services, launcherSource] });
  return {
    onLine: ({ source, line }) => write(format(source, line)),
    announce: (lines) => {
      for (const line of lines) write(line);
    },
  };
}

/** What a program writes outside of its log, e.g. the stack of an error that ends it. */
function recordOf(source: string, msg: string): string {
  return JSON.stringify({ level: 'info', time: new Date().toISOString(), service: source, msg });
}
