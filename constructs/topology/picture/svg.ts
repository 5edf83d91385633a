import type { ServiceDeclaration } from '../../declaration';
import { sortedBy } from '../order';
import type { Topology } from '../topology';
import { columnOrder } from './column-order';
import { type Flow, flowsOf } from './flows';
import { style } from './style';

/** Pixels. */
const size = {
  /** Between cards. */
  gap: 44,
  margin: 28,
  card: { width: 172, height: 58, radius: 10, padding: 12 },
  title: 34,
  lineHeight: 16,
  rowPadding: 15,
  /** Of a card's name, whose font is not monospaced: more than most letters have. */
  nameCharWidth: 10,
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
  const { x, width, right, column, card } = frameOf(columns, flows);
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
      const row = drawFlow(flow, endsOf(flow, { x, right, column }), y);
      rows.push(row.svg);
      y += row.height;
    }
    y += 8;
  }
  const bottom = y + 4;
  const cards = columns.flatMap((name) => {
    const service = topology.byName.get(name);
    return service === undefined ? [] : [drawCard(service, x.get(name)!, card)];
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

/** Where columns stand, and how wide they, their cards and the picture are. */
interface Frame {
  readonly x: ReadonlyMap<string, number>;
  /** Where the last column ends. */
  readonly right: number;
  readonly column: number;
  readonly card: number;
  readonly width: number;
}

/** Wide enough for the longest name of a service, and for names of flows that reach past the columns. */
function frameOf(columns: readonly string[], flows: readonly Flow[]): Frame {
  const longest = Math.max(0, ...columns.map((name) => name.length));
  const card = Math.max(size.card.width, longest * size.nameCharWidth + 2 * size.card.padding);
  const column = card + size.gap;
  const at = (start: number) => ({
    x: new Map(columns.map((name, index) => [name, start + column * (index + 0.5)])),
    right: start + column * Math.max(columns.length, 2),
    column,
  });
  const plain = at(size.margin);
  const labels = flows.map((flow) => {
    const { from, to } = endsOf(flow, plain);
    const half = Math.ceil(Math.max(...flow.names.map(({ length }) => labelWidth(length, size.charWidth))) / 2);
    return { left: (from + to) / 2 - half, right: (from + to) / 2 + half };
  });
  const before = Math.max(0, ...labels.map(({ left }) => size.margin / 2 - left));
  const after = Math.max(0, ...labels.map(({ right }) => right - (plain.right + size.margin / 2)));
  const frame = at(size.margin + before);
  return { ...frame, card, width: frame.right + size.margin + after };
}

/** Rows from left to right, the open ends last. */
function columnKey(columns: readonly string[], from: string, to: string | undefined): string {
  const position = (name: string): string => String(columns.indexOf(name)).padStart(6, '0');
  return to === undefined ? `open ${position(from)}` : `heard ${position(from)} ${position(to)}`;
}

function drawCard({ name, database, jobs = {} }: ServiceDeclaration, x: number, width: number): string {
  const { height, radius } = size.card;
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

interface Ends {
  readonly from: number;
  readonly to: number;
}

/** An event without a subscriber ends in the open, on the side where there is room. */
function endsOf(flow: Flow, { x, right, column }: Pick<Frame, 'x' | 'right' | 'column'>): Ends {
  const from = x.get(flow.from)!;
  const open = from + column > right ? from - column * 0.78 : from + column * 0.78;
  return { from, to: flow.to === undefined ? open : x.get(flow.to)! };
}

/** Lines of names above the arrow, the note below it. */
function drawFlow(flow: Flow, { from, to }: Ends, y: number): { svg: string; height: number } {
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
  const width = labelWidth(text.length, charWidth);
  const [height, rise] = kind === 'note' ? [13, 10] : [15, 12];
  return [
    `<rect class="halo" x="${x - width / 2}" y="${y - rise}" width="${width}" height="${height}"/>`,
    `<text class="${kind}" x="${x}" y="${y}">${escaped(text)}</text>`,
  ].join('\n');
}

function labelWidth(length: number, charWidth: number): number {
  return Math.round(length * charWidth + 8);
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
