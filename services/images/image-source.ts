import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contextFiles } from './context-files';

/** Where an image comes from. */
export interface ImageSource {
  /** Name of the service, e.g. `orders`. */
  readonly service: string;
  /** Repository of the image, e.g. `flotilla/orders`. */
  readonly repository: string;
  /** Version of the service, which charts use as the default tag. */
  readonly version: string;
  /** Path of the Dockerfile, relative to the repository. */
  readonly dockerfile: string;
}

/** Every service with a Dockerfile, by name. */
export function imageSources(root: string): ImageSource[] {
  return readdirSync(join(root, 'services'))
    .filter((service) => existsSync(join(root, 'services', service, 'Dockerfile')))
    .sort()
    .map((service) => {
      const manifest = JSON.parse(readFileSync(join(root, 'services', service, 'package.json'), 'utf8')) as {
        version: string;
      };
      return {
        service,
        repository: `flotilla/${service}`,
        version: manifest.version,
        dockerfile: `services/${service}/Dockerfile`,
      };
    });
}

/**
 * 12 hexadecimal digits that change when something does that the image is made from: a file of its context, or an
 * argument of the build.
 */
export function contentHash(root: string, source: ImageSource, buildArguments: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of contextFiles(root, source.dockerfile)) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.update(buildArguments.join('\0')).digest('hex').slice(0, 12);
}
