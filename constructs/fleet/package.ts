import { type CompiledChart, chartFiles, defaultObjects, renderChart } from '../helm';
import type { Json, JsonObject } from '../template';
import { chartArchive } from './chart-archive';
import { overridesOf } from './fleet';
import type { CompiledFleet } from './generate';
import { type Artifact, billOfMaterials, sha256 } from './sbom';

/** Contents of published files, by name. */
export type Artifacts = ReadonlyMap<string, Uint8Array>;

/**
 * What is published of a fleet: an archive of the umbrella chart and of each chart below it, their bill of materials,
 * and the checksums of all of them as `sha256sum --check` reads them.
 * @param packages what `npm sbom --sbom-format=cyclonedx` prints of the project
 */
export function packageFleet(compiled: CompiledFleet, packages: JsonObject): Artifacts {
  const charts = [compiled.chart, ...compiled.chart.subcharts].map(packageChart);
  const bom = billOfMaterials(compiled.chart.identity, charts, imagesOf(compiled), packages);
  const artifacts = new Map(charts.map(({ file, content }) => [file, content]));
  artifacts.set('sbom.cdx.json', Buffer.from(`${JSON.stringify(bom, null, 2)}\n`));
  const sums = [...artifacts].map(([file, content]) => `${sha256(content)}  ${file}\n`).sort();
  return artifacts.set('SHA256SUMS', Buffer.from(sums.join('')));
}

function packageChart(chart: CompiledChart): Artifact {
  const { name, version } = chart.identity;
  return { name, version, file: `${name}-${version}.tgz`, content: chartArchive(name, chartFiles(chart)) };
}

/** Images that the charts run by default or in any environment, sorted. */
function imagesOf({ chart, fleet }: CompiledFleet): string[] {
  const images = new Set<string>();
  const visit = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if (key === 'image' && typeof member === 'string') images.add(member);
      else visit(member as Json);
    }
  };
  for (const { object } of defaultObjects(chart)) visit(object);
  for (const environment of fleet.environments) {
    const release = { name: chart.identity.name, namespace: environment.namespace };
    visit(renderChart(chart, { release, values: [overridesOf(environment)] }));
  }
  return [...images].sort();
}
