import { type Json, type JsonObject, memberOf, putMember } from '../template';
import type { CompiledChart } from './compile';

/**
 * Helm's rules for merging values: later files win, maps are merged, everything else is replaced, and a null removes
 * what a chart has by default.
 * Source: pkg/chart/common/util/coalesce.go and pkg/chart/v2/util/dependencies.go of Helm 4.3, which for charts
 * without null among their defaults agree with Helm 3.22.
 */

function isTable(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A copy that shares nothing, not even with itself: two values that are one object (a YAML anchor, a constant used
 * twice) must not be merged into together, which `structuredClone` would keep them for.
 */
function copyOf<T extends Json>(value: T): T;
function copyOf(value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => copyOf(item));
  if (!isTable(value)) return value;
  const copy: JsonObject = {};
  for (const [key, member] of Object.entries(value)) putMember(copy, key, copyOf(member));
  return copy;
}

/** Values files in the order in which `-f` names them, as one. */
export function mergeFiles(files: readonly JsonObject[]): JsonObject {
  return files.reduce((merged, file) => overlay(merged, file), {});
}

function overlay(base: JsonObject, over: JsonObject): JsonObject {
  const result: JsonObject = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = memberOf(result, key);
    putMember(result, key, isTable(value) && isTable(before) ? overlay(before, value) : value);
  }
  return result;
}

/** A chart whose switched-off subcharts are gone and whose defaults hold those of its subcharts. */
export interface PreparedChart {
  readonly name: string;
  readonly compiled: CompiledChart;
  readonly defaults: JsonObject;
  readonly subcharts: readonly PreparedChart[];
}

/** Drops the subcharts that the values switch off, and collects defaults upwards, as Helm does before it renders. */
export function prepareChart(compiled: CompiledChart, given: JsonObject): PreparedChart {
  const every = prepared(
    compiled,
    compiled.subcharts.map((subchart) => prepared(subchart, [])),
  );
  const values = coalesceValues(every, given);
  const enabled = every.subcharts.filter((subchart) => {
    const table = values[subchart.name];
    const flag = isTable(table) ? table.enabled : undefined;
    return typeof flag === 'boolean' ? flag : true;
  });
  const chart = prepared(compiled, enabled);
  if (compiled.subcharts.length === 0) return chart;
  return { ...chart, defaults: coalesce(chart, {}, true) };
}

function prepared(compiled: CompiledChart, subcharts: readonly PreparedChart[]): PreparedChart {
  return { name: compiled.identity.name, compiled, defaults: compiled.defaults, subcharts };
}

/** The values that a chart's templates see, and below each subchart's name those that the subchart's see. */
export function coalesceValues(chart: PreparedChart, given: JsonObject): JsonObject {
  return coalesce(chart, copyOf(given), false);
}

function coalesce(chart: PreparedChart, values: JsonObject, keepNulls: boolean): JsonObject {
  coalesceDefaults(chart, values, keepNulls);
  for (const subchart of chart.subcharts) {
    const own = values[subchart.name] ?? {};
    if (!isTable(own)) {
      throw new Error(`value ${subchart.name}: found ${JSON.stringify(own)}, expected a map of values for that chart`);
    }
    coalesceGlobals(own, values);
    values[subchart.name] = coalesce(subchart, own, keepNulls);
  }
  return values;
}

function coalesceDefaults(chart: PreparedChart, values: JsonObject, keepNulls: boolean): void {
  const names = new Set(chart.subcharts.map((subchart) => subchart.name));
  for (const [key, value] of Object.entries(copyOf(chart.defaults))) {
    if (!Object.hasOwn(values, key)) {
      values[key] = value;
      continue;
    }
    const given = values[key] as Json;
    if (given === null && !keepNulls) delete values[key];
    else if (isTable(given) && isTable(value)) coalesceTables(given, value, keepNulls || names.has(key));
  }
}

function coalesceTables(target: JsonObject, source: JsonObject, keepNulls: boolean): void {
  const hadValue = new Set(Object.keys(source).filter((key) => source[key] !== null));
  for (const key of Object.keys(target)) if (target[key] === null) putMember(source, key, null);
  for (const [key, value] of Object.entries(source)) {
    const own = Object.hasOwn(target, key);
    const given = own ? target[key] : undefined;
    if (own && !keepNulls && given === null && hadValue.has(key)) delete target[key];
    else if (!own) putMember(target, key, value);
    else if (isTable(value) && isTable(given)) coalesceTables(given, value, keepNulls);
  }
}

function coalesceGlobals(target: JsonObject, source: JsonObject): void {
  const own = Object.hasOwn(target, 'global') ? target.global : {};
  const shared = Object.hasOwn(source, 'global') ? source.global : {};
  if (!isTable(own) || !isTable(shared)) return;
  for (const [key, value] of Object.entries(shared)) {
    const before = memberOf(own, key);
    if (isTable(value)) {
      const copy = { ...value };
      if (before === undefined) putMember(own, key, copy);
      else if (isTable(before)) {
        coalesceTables(copy, before, true);
        putMember(own, key, copy);
      }
    } else if (!isTable(before)) {
      putMember(own, key, value);
    }
  }
  target.global = own;
}
