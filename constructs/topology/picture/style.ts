interface Palette {
  readonly ground: string;
  readonly raised: string;
  readonly edge: string;
  readonly ink: string;
  readonly quiet: string;
  readonly forward: string;
  readonly call: string;
  readonly command: string;
  readonly event: string;
}

/** Every colour of text and arrows has a contrast of at least 4.5 to 1 against the ground. */
const light: Palette = {
  ground: '#ffffff',
  raised: '#f6f8fa',
  edge: '#d0d7de',
  ink: '#1f2328',
  quiet: '#59636e',
  forward: '#4b5563',
  call: '#0969da',
  command: '#8250df',
  event: '#1a7f37',
};
const dark: Palette = {
  ground: '#0d1117',
  raised: '#161b22',
  edge: '#30363d',
  ink: '#e6edf3',
  quiet: '#9198a1',
  forward: '#adb5bd',
  call: '#58a6ff',
  command: '#bc8cff',
  event: '#3fb950',
};

/** Style of the topology picture; written without CSS variables, which not every viewer of SVG knows. */
export const style = `<style>
text { font-family: ui-sans-serif, system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
.card { stroke-width: 1.5; }
.name { font-size: 16px; font-weight: 600; text-anchor: middle; }
.facts { font-size: 11px; text-anchor: middle; }
.lifeline { stroke-width: 1.5; }
.section { font-size: 12.5px; font-weight: 600; }
.medium { font-size: 11px; font-weight: 400; }
.line { stroke-width: 1.8; fill: none; }
.event .line { stroke-dasharray: 6 4; }
.event .end { stroke-dasharray: none; }
.origin { stroke-width: 1.8; }
.label, .note { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; text-anchor: middle; }
.label { font-size: 12px; }
.note { font-size: 10px; }
${rules(light)}
@media (prefers-color-scheme: dark) {
${rules(dark)}
}
</style>`;

function rules(palette: Palette): string {
  const { ground, raised, edge, ink, quiet } = palette;
  const kinds = (['forward', 'call', 'command', 'event'] as const).map((kind) => [`.${kind}`, palette[kind]] as const);
  return [
    `.name, .label { fill: ${ink}; }`,
    `.facts, .note, .section .medium { fill: ${quiet}; }`,
    `.ground, .halo { fill: ${ground}; }`,
    `.origin { fill: ${ground}; }`,
    `.card { fill: ${raised}; stroke: ${edge}; }`,
    `.band { fill: ${raised}; }`,
    `.lifeline { stroke: ${edge}; }`,
    ...[...kinds, ['.open', quiet] as const].flatMap(([selector, colour]) => [
      `${selector} .line, ${selector} .origin { stroke: ${colour}; }`,
      `${selector} .tip, .section${selector} { fill: ${colour}; }`,
    ]),
  ].join('\n');
}
