import type { ServiceDeclaration } from '../../declaration';
import { sortedBy } from '../order';
import type { Topology } from '../topology';
import { columnOrder } from './column-order';
import { type Flow, flowsOf } from './flows';
import { style } from './style';

/** Pixels. */
const size = {
  column: 216,
  margin: 28,
  card: { width: 172, height: 58, radius: 10 },
  title: 34,
  lineHeight: 16,
  rowPadding: 15,
  charWidth: 7.23,
  noteCharWidth: 6.1,
} as const;

const sections = [
  { kind: 'forward', title: 'Forwarded requests', medium: 'HTTP, from outside' },
  { kind: 'call', title: 'Calls', medium: 'HTTP' },
  { kind: 'command', title: 'Commands', medium: 'NATS' },
  { kind: 'event', title: 'Events', medium: 'NATS' },
] as const;

/**
 * The topology as an SVG picture, in light and dark by the viewer's preference: a column for every service, a row for
 * everything that goes from one to another.
 */
export function topologySvg(topology: Topology): string {
  const flows = flowsOf(topology);
  const columns = columnOrder(
    topology.services.map(({ name }) => name),
    flows,
  );
  const x = new Map(columns.map((name, index) => [name, size.margin + size.column * (index + 0.5)]));
  const width = 2 * size.margin + size.column * Math.max(columns.length, 2);
  const top = size.margin + size.card.height + 18;

  let y = top;
  const rows: string[] = [];
  for (const { kind, title, medium } of sections) {
    const own = sortedBy(
      flows.filter((flow) => flow.kind === kind),
      ({ from, to }) => columnKey(columns, from, to),
    );
    if (own.length === 0) {
      continue;
    }
    rows.push(sectionTitle(kind, title, medium, y, width));
    y += size.title;
    for (const flow of own) {
      const row = drawFlow(flow, x, y, width);
      rows.push(row.svg);
      y += row.height;
    }
    y += 8;
  }
  const bottom = y + 4;
  const cards = columns.flatMap((name) => {
    const service = topology.byName.get(name);
    return service === undefined ? [] : [drawCard(service, x.get(name)!)];
  });
  const lifelines = columns.map(
    (name) =>
      `<line class="lifeline" x1="${x.get(name)}" y1="${size.margin + size.card.height}" x2="${x.get(name)}" y2="${bottom}"/>`,
  );
  const height = bottom + size.margin;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description">`,
    '<title id="title">Topology</title>',
    `<desc id="description">${escaped(descriptionOf(flows))}</desc>`,
    style,
    `<rect class="ground" width="${width}" height="${height}" rx="14"/>`,
    ...lifelines,
    ...rows,
    ...cards,
    '</svg>',
  ].join('\n')}\n`;
}

/** Rows from left to right, the open ends last. */
function columnKey(columns: readonly string[], from: string, to: string | undefined): string {
  const position = (name: string): string => String(columns.indexOf(name)).padStart(6, '0');
  return to === undefined ? `open ${position(from)}` : `heard ${position(from)} ${position(to)}`;
}

function drawCard({ name, database, jobs = {} }: ServiceDeclaration, x: number): string {
  const { width, height, radius } = size.card;
  const jobCount = Object.keys(jobs).length;
  const parts = [
    ...(database === undefined ? [] : ['PostgreSQL']),
    ...(jobCount === 0 ? [] : [jobCount === 1 ? '1 job' : `${jobCount} jobs`]),
  ];
  const below = parts.length === 0 ? 'no database' : parts.join(' · ');
  return [
    `<rect class="card" x="${x - width / 2}" y="${size.margin}" width="${width}" height="${height}" rx="${radius}"/>`,
    `<text class="name" x="${x}" y="${size.margin + 26}">${escaped(name)}</text>`,
    `<text class="facts" x="${x}" y="${size.margin + 44}">${escaped(below)}</text>`,
  ].join('\n');
}

function sectionTitle(kind: string, title: string, medium: string, y: number, width: number): string {
  return [
    `<rect class="band" x="${size.margin / 2}" y="${y}" width="${width - size.margin}" height="${size.title - 10}" rx="6"/>`,
    `<text class="section ${kind}" x="${size.margin}" y="${y + 16.5}">${title}<tspan class="medium" dx="8">${medium}</tspan></text>`,
  ].join('\n');
}

/** Lines of names above the arrow, the note below it. */
function drawFlow(
  flow: Flow,
  columns: ReadonlyMap<string, number>,
  y: number,
  width: number,
): { svg: string; height: number } {
  const from = columns.get(flow.from)!;
  // An event without a subscriber ends in the open, on the side where there is room.
  const open = from + size.column > width - size.margin ? from - size.column * 0.78 : from + size.column * 0.78;
  const to = flow.to === undefined ? open : columns.get(flow.to)!;
  const direction = Math.sign(to - from);
  const lines = wrapped(flow.names, Math.abs(to - from) - 28);
  const arrowY = y + size.rowPadding - 4 + lines.length * size.lineHeight;
  const middle = (from + to) / 2;
  const tip = to - direction * (flow.to === undefined ? 0 : 3);

  const labels = lines.map((line, index) => {
    const baseline = arrowY - 8 - (lines.length - 1 - index) * size.lineHeight;
    return label('label', line, middle, baseline, size.charWidth);
  });
  const note = flow.note === undefined ? [] : [label('note', flow.note, middle, arrowY + 15, size.noteCharWidth)];
  const svg = [
    `<g class="${flow.kind}${flow.to === undefined ? ' open' : ''}">`,
    `<path class="line" d="M${from + direction * 5} ${arrowY}H${tip - direction * (flow.to === undefined ? 0 : 8)}"/>`,
    `<circle class="origin" cx="${from}" cy="${arrowY}" r="4"/>`,
    flow.to === undefined
      ? `<path class="line end" d="M${tip} ${arrowY - 5}V${arrowY + 5}"/>`
      : `<path class="tip" d="M${tip} ${arrowY}l${-direction * 10} -5v10z"/>`,
    ...labels,
    ...note,
    '</g>',
  ].join('\n');
  return { svg, height: arrowY - y + (flow.note === undefined ? 14 : 22) };
}

/** Text on a piece of ground, so that lifelines do not run through it. The font is monospaced, so its width is known. */
function label(kind: string, text: string, x: number, y: number, charWidth: number): string {
  const width = Math.round(text.length * charWidth + 8);
  const [height, rise] = kind === 'note' ? [13, 10] : [15, 12];
  return [
    `<rect class="halo" x="${x - width / 2}" y="${y - rise}" width="${width}" height="${height}"/>`,
    `<text class="${kind}" x="${x}" y="${y}">${escaped(text)}</text>`,
  ].join('\n');
}

/** Names in as few lines as fit the width; a name is never broken. */
function wrapped(names: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    const joined = `${last} · ${name}`;
    if (last !== undefined && joined.length * size.charWidth <= width) {
      lines[lines.length - 1] = joined;
    } else {
      lines.push(name);
    }
  }
  return lines;
}

function descriptionOf(flows: readonly Flow[]): string {
  return flows
    .map(({ kind, from, to, names }) => `${kind} from ${from} to ${to ?? 'nobody'}: ${names.join(', ')}`)
    .join('; ');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
