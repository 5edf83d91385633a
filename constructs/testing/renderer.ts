import { type CompiledChart, compileChart, HelmChart, renderChart } from '../helm';
import { plainValues } from '../plain-values';
import type { JsonObject, Release } from '../template';
import { RenderedObjects } from './objects';

/** Renders a chart with values files, later ones winning; none: the chart's defaults. */
export type ChartRenderer = (...values: readonly JsonObject[]) => RenderedObjects;

/**
 * Renders a chart in a unit test: the objects that `helm template` would print, without Helm. The chart is compiled once.
 *
 * ```ts
 * const renderChart = chartRenderer(chart);
 * assert.equal(fieldOf(renderChart({ replicaCount: 5 }).one('Deployment'), '/spec/replicas'), 5);
 * ```
 * @param release @default - named like the chart, in the namespace `default`
 * @throws ValuesRefused, from the renderer, where Helm would refuse the values or the release
 */
export function chartRenderer(chart: HelmChart | CompiledChart, release: Partial<Release> = {}): ChartRenderer {
  const compiled = chart instanceof HelmChart ? compileChart(chart) : chart;
  const { name = compiled.identity.name, namespace = 'default' } = release;
  const kinds = kindsOf(compiled);
  return (...values) => {
    const objects = renderChart(compiled, { release: { name, namespace }, values: values.map(plainValues) });
    // A test may change what it gets; what does not depend on values is the template's own. Not by structuredClone, whose
    // objects are of another realm inside of Jest.
    return new RenderedObjects(JSON.parse(JSON.stringify(objects)), kinds);
  };
}

/** Kinds of all objects that a chart may give. */
function kindsOf({ documents, subcharts }: CompiledChart): string[] {
  return [...documents.map(({ body }) => String(body.kind)), ...subcharts.flatMap(kindsOf)];
}
