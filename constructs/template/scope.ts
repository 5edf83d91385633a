import type { Json, JsonObject } from './node';

/** A Helm release, or what stands for it when there is no Helm. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
}

/** What templates may know of their chart. */
export interface ChartIdentity {
  readonly name: string;
  readonly version: string;
  readonly appVersion: string;
}

/** Everything an expression may depend on: no clock, no cluster, no randomness. */
export interface Scope {
  /** The chart's values, merged as Helm merges them and admitted by the chart's schema. */
  readonly values: JsonObject;
  readonly release: Release;
  readonly chart: ChartIdentity;
  /** Names of the charts below this one that are installed. @default - all that there are */
  readonly subcharts?: readonly string[];
  /** Each chart below this one is a release of its own, named like the chart. @default - all are part of this release */
  readonly apart?: boolean;
  /** The current element inside an `Each`. */
  readonly item?: Json;
}

/** The value at a path, or undefined where any part of it is missing. */
export function valueAt(values: JsonObject, path: readonly string[]): Json | undefined {
  let current: Json | undefined = values;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || Array.isArray(current) || !Object.hasOwn(current, key)) {
      return undefined;
    }
    current = current[key];
  }
  return current;
}

/** Emptiness as Go templates see it: what `if`, `with` and `default` treat as not given. */
export function isEmpty(value: Json | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    value === false ||
    value === 0 ||
    value === '' ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  );
}
