import { setInterval } from 'node:timers';

export interface StopSignals {
  /** Resolves with the first signal. */
  readonly first: Promise<void>;
  /** Aborted with it. */
  readonly signal: AbortSignal;
}

export interface StopSignalsOptions {
  announce(lines: readonly string[]): void;
  /** Ends this process, with no time for anything else. */
  endAtOnce(): void;
  /** Whether npm started this process. */
  readonly isOfNpm: boolean;
  /** What signals come to. @default process */
  readonly source?: Pick<NodeJS.EventEmitter, 'on'>;
  /** Milliseconds that go by. @default performance.now */
  readonly now?: () => number;
}

/** How long npm may take to pass on what the terminal has sent to this process too, in milliseconds. */
const echoMs = 1_000;

/** The first signal asks for the stop, the next one for the end. A terminal that closes, and an npm that is gone, are signals too. */
export function stopSignals({
  announce,
  endAtOnce,
  isOfNpm,
  source = process,
  now = () => performance.now(),
}: StopSignalsOptions): StopSignals {
  const controller = new AbortController();
  const first = new Promise<void>((resolve) => {
    let echo = { name: '', until: 0 };
    const onSignal = (name: string): void => {
      if (!controller.signal.aborted) {
        // Ctrl-C reaches all processes of the terminal, and npm sends on what it gets.
        if (isOfNpm) echo = { name, until: now() + echoMs };
        announce([`${name}: stopping`]);
        controller.abort(new Error(name));
        resolve();
      } else if (name === echo.name && now() < echo.until) {
        echo.name = '';
      } else {
        announce([`${name} again: ending at once`]);
        endAtOnce();
      }
    };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) source.on(name, onSignal);
    if (isOfNpm) watchParent(() => !controller.signal.aborted && onSignal('the parent process is gone'));
  });
  return { first, signal: controller.signal };
}

/** An npm that was killed passes nothing on. A launcher that was not started by npm may outlive its parent. */
function watchParent(onGone: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, 250);
  timer.unref();
}
