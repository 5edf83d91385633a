import type { Observation, ObservedEdge } from './observation';

/** An observation for people. */
export function observationText({ edges, undeclared, silent }: Observation): string {
  const seen = edges.filter(({ count }) => count !== undefined && count > 0);
  const unknown = edges.filter(({ count }) => count === undefined);
  const unused = edges.filter(({ count }) => count === 0);
  const refusals = undeclared.map(({ from, to, count }) => [`${from} → ${to}`, '', '', String(count)]);
  return [
    ...section('Declared and seen', seen.map(rowOf)),
    ...section('Declared and never used', unused.map(rowOf)),
    ...section('Declared, and nobody to ask', unknown.map(rowOf)),
    ...section('Not declared: refused, or only counted where ENFORCE is log', refusals),
    ...(silent.length === 0 ? [] : [`No metrics from ${silent.join(', ')}.`]),
    `${edges.length} declared, ${seen.length} seen, ${unused.length} never used, ` +
      `${undeclared.reduce((total, { count }) => total + count, 0)} attempts not declared, since the services started.`,
    '',
  ].join('\n');
}

function rowOf({ edge, what = '', count }: ObservedEdge): string[] {
  return [`${edge.from} → ${edge.to}`, edge.kind, what, count ? String(count) : ''];
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
  return [title, ...rows.map(line), ''];
}
