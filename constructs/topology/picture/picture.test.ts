import { event, http, library, service } from '../testing/declarations';
import { edgesOf, topologyOf } from '../topology';
import { columnOrder } from './column-order';
import { flowsOf, shortName } from './flows';
import { topologyMarkdown, topologySvg } from './index';

const topology = topologyOf(library);

test('every edge is in a flow, and every event without a reader too', () => {
  expect(flowsOf(topology)).toEqual([
    { kind: 'forward', from: 'gateway', to: 'loans', names: ['/loans'], note: '2 routes' },
    { kind: 'call', from: 'loans', to: 'catalogue', names: ['copies', 'find'] },
    { kind: 'command', from: 'loans', to: 'accounts', names: ['charge'], note: 'accounts-commands' },
    { kind: 'event', from: 'accounts', to: 'loans', names: ['account.closed'], note: 'loans-privacy' },
    { kind: 'event', from: 'loans', names: ['loan.begun', 'loan.overdue'], note: 'no subscriber' },
  ]);
});

test('a later version of an event stays visible', () => {
  expect([shortName('a.v1.x.y'), shortName('a.v2.x.y')]).toEqual(['x.y', 'v2.x.y']);
});

test('who asks stands to the left of who answers', () => {
  const order = columnOrder([...topology.byName.keys()], flowsOf(topology));
  expect(order.toSorted()).toEqual(['accounts', 'catalogue', 'gateway', 'loans']);
  for (const { kind, from, to } of edgesOf(topology)) {
    if (kind !== 'event') {
      expect(order.indexOf(from)).toBeLessThan(order.indexOf(to));
    }
  }
});

test('commands in a circle end in some order', () => {
  const handles = { act: { version: 1, schema: 'Act', description: 'Act.' } };
  const names = ['a', 'b', 'c'];
  const circle = names.map((name, index) => service(name, { handles, sends: { [names[(index + 1) % 3]!]: ['act'] } }));
  expect(columnOrder(names, flowsOf(topologyOf(circle))).toSorted()).toEqual(names);
});

test('a description of two lines is one cell of the table', () => {
  const page = topologyMarkdown(topologyOf([service('a', { description: 'One |\n\ttwo.' })]));
  expect(page).toContain('| a | One \\| two. | no | 0 |');
});

test('the picture has a card for every service and an arrow for every flow', () => {
  const svg = topologySvg(topology);
  const count = (pattern: RegExp): number => svg.match(pattern)?.length ?? 0;
  expect(count(/class="card"/g)).toBe(4);
  expect(count(/class="tip"/g)).toBe(4);
  expect(count(/class="line end"/g)).toBe(1);
  expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 \d+ [\d.]+"/);
  expect(svg).toContain('@media (prefers-color-scheme: dark)');
  expect(svg).not.toMatch(/NaN|undefined/);
});

test('long names stay inside of their cards and of the picture', () => {
  const name = 'a'.repeat(30);
  const closed = `${name}.v1.${'b'.repeat(60)}.closed`;
  for (const declarations of [
    [service(name, { publishes: { [closed]: event } })],
    [service(name), service('z', { publishes: { [closed.replace(name, 'z')]: event } })],
    [service(name, { publishes: { [closed]: event } }), service('z', { subscribes: { [closed]: { version: 1 } } })],
  ]) {
    const svg = topologySvg(topologyOf(declarations));
    const width = Number(/viewBox="0 0 ([\d.]+) /.exec(svg)?.[1]);
    const boxes = [...svg.matchAll(/class="(?:card|halo)" x="([\d.-]+)" y="[\d.]+" width="([\d.]+)"/g)];
    const ends = boxes.flatMap(([, x, own]) => [Number(x), Number(x) + Number(own)]);
    expect(Math.min(...ends)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ends)).toBeLessThanOrEqual(width);
    const cards = [...svg.matchAll(/class="card" x="[\d.]+" y="[\d.]+" width="([\d.]+)"/g)];
    for (const [, card] of cards) expect(Number(card)).toBeGreaterThanOrEqual(30 * 9.5);
  }
});

test('an empty fleet and one service alone have a picture too', () => {
  for (const declarations of [[], [service('a', { publishes: { 'a.v1.x.y': event } })]]) {
    expect(topologySvg(topologyOf(declarations))).not.toMatch(/NaN|undefined/);
  }
});

test('the page has a Mermaid picture and a table for every kind of edge', () => {
  const page = topologyMarkdown(topology);
  expect(page).toContain('  service_loans ==>|"charge"| service_accounts\n');
  expect(page).toContain('| loans | catalogue | `copies`, `find` | 300 ms | 1 | 64 |\n');
  expect(page).toContain('| loans | accounts | charge | `accounts.v1.cmd.charge` | 1 | `accounts-commands` |\n');
  expect(page).toContain('| accounts | `accounts.v1.account.closed` | 1 | loans | Something |\n');
  expect(page).toContain('| loans | `loans.v1.loan.begun` | 1 | nobody | Something |\n');
});

test('a table that would be empty is left out, and a bar in a text does not break its row', () => {
  const page = topologyMarkdown(topologyOf([service('a', { description: 'This | that.', http: http([]) })]));
  expect(page).not.toContain('## Events');
  expect(page).toContain('| a | This \\| that. | no | 0 |');
});
