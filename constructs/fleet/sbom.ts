import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../template';

/** A file that is published. */
export interface Artifact {
  readonly name: string;
  readonly version: string;
  /** Name of the file. */
  readonly file: string;
  readonly content: Buffer;
}

/**
 * The bill of materials of the charts, in CycloneDX: the charts, the images that they run and the npm packages that the
 * project is made of. It holds no time and no random number, so that it is the same for the same input.
 * @param packages what `npm sbom --sbom-format=cyclonedx` prints
 */
export function billOfMaterials(
  project: { readonly name: string; readonly version: string },
  charts: readonly Artifact[],
  images: readonly string[],
  packages: JsonObject,
): JsonObject {
  const { $schema, bomFormat, specVersion, components = [], dependencies = [], metadata } = packages;
  const main = (metadata as JsonObject).component as JsonObject;
  return {
    $schema: $schema as Json,
    bomFormat: bomFormat as Json,
    specVersion: specVersion as Json,
    version: 1,
    metadata: { component: { ...main, type: 'application', name: project.name, version: project.version } },
    components: [...charts.map(chartComponent), ...images.map(imageComponent), ...(components as Json[])],
    dependencies,
  };
}

export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function chartComponent({ name, version, file, content }: Artifact): JsonObject {
  return {
    'bom-ref': `chart:${name}@${version}`,
    type: 'application',
    name,
    version,
    hashes: [{ alg: 'SHA-256', content: sha256(content) }],
    properties: [{ name: 'flotilla:file', value: file }],
  };
}

/** https://github.com/package-url/purl-spec/blob/main/types-doc/docker-definition.md */
function imageComponent(image: string): JsonObject {
  const [reference = image, digest] = image.split('@');
  const colon = reference.lastIndexOf(':');
  const tagged = colon > reference.lastIndexOf('/');
  const name = tagged ? reference.slice(0, colon) : reference;
  const version = digest ?? (tagged ? reference.slice(colon + 1) : 'latest');
  return {
    'bom-ref': `image:${image}`,
    type: 'container',
    name,
    version,
    purl: `pkg:docker/${name}@${encodeURIComponent(version)}`,
  };
}
