import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { evaluateDocuments } from '../synth';
import type { JsonObject, Release, Scope } from '../template';
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
  const problems = validate(chart, values, []);
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
  return [
    { compiled: chart.compiled, scope: { values, release, chart: chart.compiled.identity } },
    ...chart.subcharts.flatMap((subchart) => scopesOf(subchart, values[subchart.name] as JsonObject, release)),
  ];
}

const validators = new WeakMap<CompiledChart, ValidateFunction>();

function validatorOf(compiled: CompiledChart): ValidateFunction {
  const known = validators.get(compiled);
  if (known !== undefined) return known;
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: true, code: { optimize: false } });
  const validator = ajv.compile(compiled.schema as object);
  validators.set(compiled, validator);
  return validator;
}

function validate(chart: PreparedChart, values: JsonObject, path: readonly string[]): string[] {
  const validator = validatorOf(chart.compiled);
  const own = validator(values)
    ? []
    : (validator.errors ?? []).filter(isOutermost).map((error) => sentence(error, path));
  return [
    ...own,
    ...chart.subcharts.flatMap((subchart) =>
      validate(subchart, values[subchart.name] as JsonObject, [...path, subchart.name]),
    ),
  ];
}

/** Of a key that is not admitted, only the whole matters, not which rule of its schema it breaks. */
function isOutermost(error: ErrorObject): boolean {
  return error.propertyName === undefined || error.keyword === 'propertyNames';
}

function sentence(error: ErrorObject, path: readonly string[]): string {
  const keys = [...path, ...error.instancePath.split('/').slice(1)];
  const params = error.params as Record<string, unknown>;
  if (error.keyword === 'additionalProperties') {
    return `value ${[...keys, String(params.additionalProperty)].join('.')}: is not a value of this chart; see its README for those that are`;
  }
  if (error.keyword === 'required') {
    return `value ${[...keys, String(params.missingProperty)].join('.')}: was removed by null, expected a value`;
  }
  if (error.keyword === 'propertyNames') {
    return `value ${[...keys, String(params.propertyName)].join('.')}: is a key that the chart sets itself, or that Kubernetes does not admit; expected another`;
  }
  const allowed = error.keyword === 'enum' ? `: ${JSON.stringify(params.allowedValues)}` : '';
  return `value ${keys.join('.') || '(root)'}: ${error.message ?? error.keyword}${allowed}`;
}
