import { readFileSync } from 'node:fs';
import { compileFleet, type Fleet, manifestText } from '../fleet';
import { type CompiledChart, parseValues, renderChart } from '../helm';
import type { JsonObject } from '../template';
import { dnsLabel } from '../values';
import { parseArguments, UsageError } from './arguments';

/** Prints the plain YAML of a chart: what `helm template` prints, without Helm. */
export function render(fleet: Fleet, argv: readonly string[]): number {
  const { values: options, positionals } = parseArguments(argv, {
    release: { type: 'string' },
    namespace: { type: 'string', short: 'n' },
    values: { type: 'string', short: 'f', multiple: true },
  });
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
  const namespace = options.namespace || 'default';
  if (!new RegExp(dnsLabel).test(namespace)) {
    throw new Error(
      `--namespace: found "${namespace}", expected a DNS label: lower-case letters, digits and "-", at most 63 ` +
        'characters; change it',
    );
  }
  const objects = renderChart(chart, {
    release: { name: options.release ?? name, namespace },
    values: (options.values ?? []).map(valuesIn),
  });
  process.stdout.write(manifestText(objects, `Rendered from the chart ${name}.`));
  return 0;
}

/** `-` is standard input, as for Helm. */
function valuesIn(file: string): JsonObject {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`--values ${file}: found no file to read (${code}), expected a file of values; correct its path`);
  }
  return parseValues(text, file);
}
