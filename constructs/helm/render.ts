import { evaluateDocuments } from '../synth';
import type { JsonObject, Release, Scope } from '../template';
import { type ValueProblem, validateValue } from '../values';
import type { CompiledChart } from './compile';
import { extraObjects } from './extra-manifests';
import { coalesceValues, mergeFiles, type PreparedChart, prepareChart } from './merge';

/** Values or a release that a chart does not admit. */
export class ValuesRefused extends Error {
  override readonly name = 'ValuesRefused';

  constructor(
    chart: string,
    /** One sentence each, naming the key. */
    readonly problems: readonly string[],
  ) {
    super(`chart ${chart}: ${problems.length} problem(s) with the values or the release\n  ${problems.join('\n  ')}`);
  }
}

export interface RenderOptions {
  readonly release: Release;
  /** Values files, later ones winning. @default - the chart's defaults */
  readonly values?: readonly JsonObject[];
}

/** The objects that `helm template` would print, without Helm; throws `ValuesRefused` where Helm would refuse. */
export function renderChart(compiled: CompiledChart, options: RenderOptions): JsonObject[] {
  const given = mergeFiles(options.values ?? []);
  checkRelease(compiled, options.release);
  const chart = prepareChart(compiled, given);
  const values = coalesceValues(chart, given);
  const problems = refusals(chart, values, []);
  if (problems.length > 0) throw new ValuesRefused(compiled.identity.name, problems);

  const scopes = scopesOf(chart, values, options.release);
  for (const { compiled: each, scope } of scopes) {
    const refused = each.checks.flatMap((check) => check.evaluate(scope) ?? []);
    if (refused.length > 0) throw new ValuesRefused(each.identity.name, refused);
  }
  return scopes.flatMap(({ compiled: each, scope }) => [
    ...evaluateDocuments(each.documents, scope),
    ...extraObjects(scope),
  ]);
}

// https://github.com/helm/helm/blob/main/pkg/chart/common/util/validate_name.go: what Helm itself accepts.
const releaseName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

function checkRelease(compiled: CompiledChart, release: Release): void {
  if (!releaseName.test(release.name) || release.name.length > 53) {
    throw new ValuesRefused(compiled.identity.name, [
      `release name: found "${release.name}", expected lower-case letters, digits, "-" and ".", at most 53 characters`,
    ]);
  }
}

function scopesOf(
  chart: PreparedChart,
  values: JsonObject,
  release: Release,
): { compiled: CompiledChart; scope: Scope }[] {
  const subcharts = chart.subcharts.map(({ name }) => name);
  return [
    { compiled: chart.compiled, scope: { values, release, chart: chart.compiled.identity, subcharts } },
    ...chart.subcharts.flatMap((subchart) => scopesOf(subchart, values[subchart.name] as JsonObject, release)),
  ];
}

/** What the schemas of a chart and of its subcharts refuse. What all of them say of a global value is told once. */
function refusals(chart: PreparedChart, values: JsonObject, path: readonly string[]): string[] {
  const own = validateValue(chart.compiled.schema, values);
  const told = new Set(own.map((problem) => sentence(problem, [])));
  const below = chart.subcharts.flatMap((subchart) =>
    refusals(subchart, values[subchart.name] as JsonObject, [...path, subchart.name]).filter(
      (problem) => !told.has(problem.replace(`value ${[...path, subchart.name].join('.')}.global.`, 'value global.')),
    ),
  );
  return [...own.map((problem) => sentence(problem, path)), ...below];
}

function sentence({ path, found, expected, fix }: ValueProblem, above: readonly string[]): string {
  return `value ${[...above, ...path].join('.') || '(root)'}: found ${found}, expected ${expected}; ${fix}`;
}
