import type { App } from 'cdk8s';
import type { ServiceDeclaration } from '../declaration';
import type { GitOpsProps } from '../gitops';
import type { HelmChart } from '../helm';
import { plainValues } from '../plain-values';
import type { JsonObject } from '../template';
import type { Topology } from '../topology';

/** Where and how the fleet runs: typed overrides of the chart's values, nothing else. */
export interface Environment<Values extends object = object> {
  readonly name: string;
  /** Namespace that the environment's objects are in. */
  readonly namespace: string;
  /** Overrides, as an umbrella chart takes them: below each chart's name, and below `global`. */
  readonly values: Values;
  /**
   * Overrides of the namespace's values in the plain manifests: Pod Security, quota, limits.
   * @default - `restricted`, and the bounds that `Namespace` has
   */
  readonly namespaceValues?: JsonObject;
}

/** Folder that is generated where nobody says otherwise. */
export const defaultOutput = 'deploy';

/** Everything that is generated together. */
export interface Fleet {
  readonly name: string;
  readonly declarations: readonly ServiceDeclaration[];
  /** The umbrella chart, with a chart for each service below it. */
  readonly chart: (app: App, topology: Topology) => HelmChart;
  readonly environments: readonly Environment[];
  /** Where Argo CD finds it all. @default - no GitOps objects */
  readonly gitops?: GitOpsProps;
  /** Folder that is generated as a whole. @default 'deploy' */
  readonly output?: string;
  /** File for the TypeScript type of the environments' values. @default - none */
  readonly valuesType?: { readonly file: string; readonly name: string };
}

/**
 * An environment's overrides as plain data.
 * @throws Error where they are not
 */
export function overridesOf(environment: Environment): JsonObject {
  return plainValues(environment.values);
}
