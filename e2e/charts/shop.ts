import {
  type CompiledChart,
  compileFleet,
  type Environment,
  type Fleet,
  fleetFiles,
  type JsonObject,
  mergeFiles,
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

/**
 * The objects of an environment's plain manifests.
 * @param further values beside those of the environment
 */
export function manifests(environment: string, further?: JsonObject): JsonObject[] {
  const folder = `manifests/${environment}/`;
  const all = further === undefined ? files : fleetFiles({ ...compiled, fleet: withValues(environment, further) });
  return [...all]
    .filter(([path]) => path.startsWith(folder))
    .flatMap(([path, text]) => parseGoYaml(text, path))
    .filter((object): object is JsonObject => object !== null);
}

function withValues(environment: string, further: JsonObject): Fleet {
  const own = environmentNamed(environment);
  return { ...fleet, environments: [{ ...own, values: mergeFiles([overridesOf(own), further]) }] };
}

/** An environment's overrides, as a values file. */
export function valuesOf(environment: string): JsonObject {
  return overridesOf(environmentNamed(environment));
}

function environmentNamed(environment: string): Environment {
  const found = environments.find(({ name }) => name === environment);
  if (found === undefined) throw new Error(`there is no environment ${environment}`);
  return found;
}

/** Everything that a switch of the values adds is there. */
export const everythingOn: JsonObject = {
  global: { directIngress: { enabled: true } },
  platform: { bootstrap: { enabled: true } },
  gateway: { httpRoute: { enabled: true } },
};

/** The umbrella chart as a release; test pods are among the objects. */
export function renderShop(release: string, values: JsonObject = {}, namespace = 'shop'): JsonObject[] {
  return renderChart(umbrella, { release: { name: release, namespace }, values: [values] });
}
