import {
  type CompiledChart,
  compileFleet,
  fleetFiles,
  type JsonObject,
  overridesOf,
  parseGoYaml,
  renderChart,
} from '@flotilla/constructs';
import { fleet } from '../../main';

/** The shop as it is generated, in memory: what the tests of this folder are about. */
export const compiled = compileFleet(fleet);
export const umbrella: CompiledChart = compiled.chart;
export const charts: readonly CompiledChart[] = [umbrella, ...umbrella.subcharts];
const files = fleetFiles(compiled);

export const environments = fleet.environments;

/** The objects of an environment's plain manifests. */
export function manifests(environment: string): JsonObject[] {
  const folder = `manifests/${environment}/`;
  return [...files]
    .filter(([path]) => path.startsWith(folder))
    .flatMap(([path, text]) => parseGoYaml(text, path))
    .filter((object): object is JsonObject => object !== null);
}

/** An environment's overrides, as a values file. */
export function valuesOf(environment: string): JsonObject {
  const found = environments.find(({ name }) => name === environment);
  if (found === undefined) throw new Error(`there is no environment ${environment}`);
  return overridesOf(found);
}

/** The umbrella chart as a release; test pods are among the objects. */
export function renderShop(release: string, values: JsonObject = {}, namespace = 'shop'): JsonObject[] {
  return renderChart(umbrella, { release: { name: release, namespace }, values: [values] });
}
