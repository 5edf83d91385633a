/** What something took, in milliseconds. */
export interface Cost {
  readonly wall: number;
  /** Processor time of all threads, so also of the garbage collector's. */
  readonly cpu: number;
}

/** What one run of a case took, in a process of its own. */
export interface Measurement {
  /** From the start of the process to the end of its work. */
  readonly whole: Cost;
  /** The part of it in which Node.js starts and modules are loaded. */
  readonly load: Cost;
  /** Wall clock of the rest by phase, in milliseconds. Asking for processor time so often would itself show. */
  readonly phases: Readonly<Record<string, number>>;
  /** Largest resident set of the process, in MiB. */
  readonly rss: number;
}

/** Measures the process that it is made in. Make it when all modules are loaded. */
export class Stopwatch {
  private readonly load = costSoFar();
  private readonly phases: Record<string, number> = {};
  private since = performance.now();

  /** Adds the time since the last call to a phase. */
  lap(phase: string): void {
    const now = performance.now();
    this.phases[phase] = (this.phases[phase] ?? 0) + now - this.since;
    this.since = now;
  }

  /** Prints the measurement for the process that started this one. */
  stop(): void {
    const rss = process.resourceUsage().maxRSS / 1_024;
    const measurement: Measurement = { whole: costSoFar(), load: this.load, phases: this.phases, rss };
    process.stdout.write(`${JSON.stringify(measurement)}\n`);
  }
}

/** Since the start of the process. */
function costSoFar(): Cost {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now(), cpu: (user + system) / 1_000 };
}
