import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompiledChart, compileChart, type HelmChart, renderChart, type Topology } from '@flotilla/constructs';
import { RenderedObjects } from '@flotilla/constructs/testing';
import { App, YamlOutputType } from 'cdk8s';
import type { Construct } from 'constructs';
import { gateway } from '../../charts/gateway';
import { orders } from '../../charts/orders';
import { payments } from '../../charts/payments';
import { platform } from '../../charts/platform';
import { products } from '../../charts/products';
import { users } from '../../charts/users';
import { compiled } from './shop';
import { TemporaryFolder } from './temporary-folder';
import { withoutTests } from './without-tests';

type ChartOf = (scope: Construct, topology: Topology) => HelmChart;

/** What stock cdk8s writes for a chart of the shop, and the same chart compiled. */
function synthesized(
  chartOf: ChartOf,
  yamlOutputType?: YamlOutputType,
): { objects: RenderedObjects; chart: CompiledChart } {
  const folder = new TemporaryFolder();
  try {
    const app = new App({ outdir: folder.path, ...(yamlOutputType === undefined ? {} : { yamlOutputType }) });
    const chart = chartOf(app, compiled.topology);
    app.synth();
    const text = readdirSync(folder.path)
      .map((file) => `---\n${readFileSync(join(folder.path, file), 'utf8')}`)
      .join('\n');
    return { objects: RenderedObjects.parse(text), chart: compileChart(chart) };
  } finally {
    folder.remove();
  }
}

const charts: [string, ChartOf][] = Object.entries({ gateway, orders, payments, platform, products, users });

test.each(charts)(
  '%s in a stock app gives the objects of its default values, but for those of helm test',
  (name, chartOf) => {
    const { objects, chart } = synthesized(chartOf);
    const expected = renderChart(chart, { release: { name, namespace: 'default' } });
    expect(objects.canonical()).toEqual(new RenderedObjects(withoutTests(expected)).canonical());
    expect(objects.all.length).toBeGreaterThan(5);
    expect(objects.ofKind('Pod')).toEqual([]);
  },
);

test.each([YamlOutputType.FILE_PER_APP, YamlOutputType.FILE_PER_RESOURCE])(
  'output type %s gives the same objects',
  (type) => {
    expect(synthesized(orders, type).objects.canonical()).toEqual(synthesized(orders).objects.canonical());
  },
);

test('an output type that goes past the chart to its objects is refused', () => {
  expect(() => synthesized(orders, YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE)).toThrow(
    'found yamlOutputType FOLDER_PER_CHART_FILE_PER_RESOURCE',
  );
});
