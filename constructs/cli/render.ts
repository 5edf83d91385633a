import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compileFleet, type Fleet, manifestText } from '../fleet';
import { type CompiledChart, parseValues, renderChart } from '../helm';
import { UsageError } from './run';

/** Prints the plain YAML of a chart: what `helm template` prints, without Helm. */
export function render(fleet: Fleet, argv: readonly string[]): number {
  const { values: options, positionals } = parse(argv);
  const [name, ...rest] = positionals;
  if (name === undefined || rest.length > 0) throw new UsageError('expected the name of one chart');
  const umbrella = compileFleet(fleet).chart;
  const charts: CompiledChart[] = [umbrella, ...umbrella.subcharts];
  const chart = charts.find(({ identity }) => identity.name === name);
  if (chart === undefined) {
    throw new UsageError(
      `found chart "${name}", expected one of ${charts.map(({ identity }) => identity.name).join(', ')}`,
    );
  }
  const files = (options.values ?? []).map((file) => parseValues(readFileSync(file, 'utf8'), file));
  const objects = renderChart(chart, {
    release: { name: options.release ?? name, namespace: options.namespace ?? 'default' },
    values: files,
  });
  process.stdout.write(manifestText(objects, `Rendered from the chart ${name}.`));
  return 0;
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        release: { type: 'string' },
        namespace: { type: 'string', short: 'n' },
        values: { type: 'string', short: 'f', multiple: true },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
