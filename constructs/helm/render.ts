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
  /** Each chart below is a release of its own, named like the chart, so that names have no prefix. @default false */
  readonly apart?: boolean;
}

/** An object, and where it comes from: the path of its construct, or a value. */
export interface RenderedObject {
  readonly object: JsonObject;
  /** Names of the charts that lead to the one it is of, from the rendered chart's down. */
  readonly charts: readonly string[];
  readonly origin: string;
}

/** The objects that `helm template` would print, without Helm; throws `ValuesRefused` where Helm would refuse. */
export function renderChart(compiled: CompiledChart, options: RenderOptions): JsonObject[] {
  return renderWithOrigins(compiled, options).map(({ object }) => object);
}

/** The same, each object with where it comes from. */
export function renderWithOrigins(compiled: CompiledChart, options: RenderOptions): RenderedObject[] {
  const given = mergeFiles(options.values ?? []);
  checkRelease(compiled, options.release);
  const chart = prepareChart(compiled, given);
  const values = coalesceValues(chart, given);
  const refused = refusals(chart, values, []);
  const scopes = scopesOf(chart, values, options);
  // Checks rely on what a schema admits, so those of a chart whose schema refuses are not asked.
  const clashes = scopes
    .filter(
      ({ compiled: each, scope }) => refused.length === 0 || validateValue(each.schema, scope.values).length === 0,
    )
    .flatMap(({ compiled: each, scope, path }) =>
      each.checks.flatMap(
        (check) => check.evaluate(scope)?.replace(/^value /, `value ${[...path, ''].join('.')}`) ?? [],
      ),
    );
  const problems = [...refused.map((problem) => `${statement(problem)}; ${problem.fix}`), ...new Set(clashes)];
  if (problems.length > 0) throw new ValuesRefused(compiled.identity.name, problems);
  return scopes.flatMap(({ compiled: each, scope, path }) => {
    const charts = [compiled.identity.name, ...path];
    const extra = `value ${[...path, 'extraManifests'].join('.')}`;
    return [
      ...each.documents.flatMap((document) =>
        evaluateDocuments([document], scope).map((object) => ({ object, charts, origin: document.path })),
      ),
      ...extraObjects(scope).map((object) => ({ object, charts, origin: extra })),
    ];
  });
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

/** A chart, what its templates see, and below which keys of the values it stands. */
interface ChartScope {
  readonly compiled: CompiledChart;
  readonly scope: Scope;
  readonly path: readonly string[];
}

function scopesOf(
  chart: PreparedChart,
  values: JsonObject,
  { release, apart }: Pick<RenderOptions, 'release' | 'apart'>,
  path: readonly string[] = [],
): ChartScope[] {
  const subcharts = chart.subcharts.map(({ name }) => name);
  const scope: Scope = { values, release, chart: chart.compiled.identity, subcharts, apart };
  return [
    { compiled: chart.compiled, scope, path },
    ...chart.subcharts.flatMap((subchart) =>
      scopesOf(
        subchart,
        values[subchart.name] as JsonObject,
        { release: apart === true ? { ...release, name: subchart.name } : release },
        [...path, subchart.name],
      ),
    ),
  ];
}

/** What the schemas of a chart and of its subcharts refuse. What all of them say of a value is told once. */
function refusals(chart: PreparedChart, values: JsonObject, above: readonly string[]): ValueProblem[] {
  const own = validateValue(chart.compiled.schema, values).map((problem) => ({
    ...problem,
    path: [...above, ...problem.path],
  }));
  const told = new Set(own.map(statement));
  const isTold = (problem: ValueProblem): boolean => {
    const isGlobal = problem.path[above.length + 1] === 'global';
    return told.has(statement(isGlobal ? { ...problem, path: problem.path.toSpliced(above.length, 1) } : problem));
  };
  const below = chart.subcharts.flatMap((subchart) =>
    refusals(subchart, values[subchart.name] as JsonObject, [...above, subchart.name]),
  );
  return [...own, ...below.filter((problem) => !isTold(problem))];
}

function statement({ path, found, expected }: ValueProblem): string {
  return `value ${path.join('.') || '(root)'}: found ${found}, expected ${expected}`;
}
