import type { ServiceDeclaration } from '../declaration';
import type { Json, JsonObject } from '../template';
import { type Panel, type Row, rowsOf } from './dashboard-rows';

/**
 * The Grafana dashboard of a service, as plain data: what its declaration makes worth seeing. Release and namespace are
 * variables of the dashboard, so one serves all installations.
 */
export function dashboardOf(declaration: ServiceDeclaration): JsonObject {
  return {
    title: `${declaration.name}: ${declaration.description}`,
    uid: `flotilla-${declaration.name}`,
    tags: ['flotilla'],
    schemaVersion: 39,
    editable: true,
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    templating: { list: variables(declaration.name) },
    panels: layOut(rowsOf(declaration)),
  };
}

function variables(service: string): Json[] {
  const query = (name: string, label: string, text: string): JsonObject => ({
    name,
    label,
    type: 'query',
    datasource,
    query: text,
    refresh: 2,
    sort: 1,
  });
  return [
    { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' },
    query('namespace', 'Namespace', `label_values(up{service=~"(.+-)?${service}-admin"}, namespace)`),
    query('service', 'Service', `label_values(up{namespace="$namespace", service=~"(.+-)?${service}-admin"}, service)`),
  ];
}

const datasource = { type: 'prometheus', uid: '${datasource}' };

/** Columns of Grafana's grid. */
const width = 24;
const height = 8;

function layOut(rows: readonly Row[]): Json[] {
  const laidOut: JsonObject[] = [];
  let y = 0;
  for (const row of rows) {
    laidOut.push({
      id: laidOut.length + 1,
      type: 'row',
      title: row.title,
      gridPos: { x: 0, y, w: width, h: 1 },
      collapsed: false,
      panels: [],
    });
    const w = width / row.panels.length;
    row.panels.forEach((panel, column) => {
      laidOut.push({
        id: laidOut.length + 1,
        ...timeSeries(panel),
        gridPos: { x: column * w, y: y + 1, w, h: height },
      });
    });
    y += 1 + height;
  }
  return laidOut;
}

function timeSeries({ title, unit, queries }: Panel): JsonObject {
  return {
    type: 'timeseries',
    title,
    datasource,
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      datasource,
      expr,
      legendFormat: legend,
    })),
  };
}
