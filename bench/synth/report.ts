import type { Measurement } from './measurement';

/** All runs of a case at one size. The first of several series is what the others are compared with. */
export interface Series {
  readonly name: string;
  readonly runs: readonly Measurement[];
}

type Quantity = (run: Measurement) => number;

const quantities: readonly [string, string, Quantity][] = [
  ['CPU', 'ms', (run) => run.whole.cpu],
  ['CPU without loading', 'ms', (run) => run.whole.cpu - run.load.cpu],
  ['wall clock', 'ms', (run) => run.whole.wall],
  ['peak RSS', 'MiB', (run) => run.rss],
];

/** A table in Markdown: median, and least to greatest; the ratio is the median of the rounds' ratios. */
export function report(services: number, series: readonly Series[]): string {
  const [reference] = series;
  const lines = [
    `## ${services} services, ${reference?.runs.length} round(s)`,
    '',
    `| case | ${quantities.map(([name, unit]) => `${name}, ${unit} | ratio`).join(' | ')} | wall clock by phase, ms |`,
    `| --- |${' --- |'.repeat(quantities.length * 2 + 1)}`,
  ];
  for (const { name, runs } of series) {
    const cells = quantities.flatMap(([, , quantity]) => [
      spread(runs.map(quantity)),
      median(runs.map((run, round) => quantity(run) / quantity(reference?.runs[round] ?? run))).toFixed(2),
    ]);
    const phases = Object.keys(runs[0]?.phases ?? {}).map(
      (phase) => `${phase} ${median(runs.map((run) => run.phases[phase] ?? 0)).toFixed(0)}`,
    );
    lines.push(`| ${name} | ${cells.join(' | ')} | ${phases.join(', ')} |`);
  }
  return `${lines.join('\n')}\n`;
}

function spread(numbers: readonly number[]): string {
  return `${median(numbers).toFixed(0)} (${Math.min(...numbers).toFixed(0)}-${Math.max(...numbers).toFixed(0)})`;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
