import { dashboardOf } from './dashboard';
import { catalog, cellar, desk, front } from './test-fleet';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

const panels = (declaration: typeof front) => dashboardOf(declaration).panels as unknown as Panel[];
const rows = (declaration: typeof front) =>
  panels(declaration)
    .filter(({ type }) => type === 'row')
    .map(({ title }) => title);

test('a dashboard has a row for everything that the declaration makes worth seeing', () => {
  expect(rows(front)).toEqual(['Requests', 'Calls to peers', 'Pods']);
  expect(rows(catalog)).toEqual(['Requests', 'Outbox', 'Pods']);
  expect(rows(cellar)).toEqual(['Messages', 'Pods']);
  expect(rows(desk)).toEqual(['Calls to peers', 'Messages', 'Sagas', 'Outbox', 'Database pool', 'Pods']);
});

test('panels have ids of their own and do not overlap', () => {
  const all = panels(desk);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  const cells = all.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  for (const { gridPos } of all) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
});

test('every query looks at the chosen service only', () => {
  const queries = panels(desk).flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  expect(queries.length).toBeGreaterThan(10);
  for (const query of queries) {
    for (const selector of query.match(/\{[^}]*\}/g) ?? [''])
      expect(selector).toContain('namespace="$namespace", service="$service"');
  }
});
