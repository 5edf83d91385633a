import { spawnSync } from 'node:child_process';

/** A program that builds images from Dockerfiles. */
export interface ImageTool {
  readonly name: 'docker' | 'buildah';
  /** Arguments before those of every build. */
  readonly build: readonly string[];
  /** Arguments that tell whether an image is there. */
  exists(image: string): readonly string[];
  /** Arguments that print the size of an image in bytes. */
  size(image: string): readonly string[];
  tag(image: string, alias: string): readonly string[];
  /** Arguments that write an image under these names to a file, as `docker save` does. */
  archive(image: string, file: string): readonly string[];
  push(image: string): readonly string[];
}

const docker: ImageTool = {
  name: 'docker',
  build: ['build'],
  exists: (image) => ['image', 'inspect', image],
  size: (image) => ['image', 'inspect', '--format', '{{.Size}}', image],
  tag: (image, alias) => ['tag', image, alias],
  archive: (image, file) => ['save', '--output', file, image],
  push: (image) => ['push', image],
};

const buildah: ImageTool = {
  name: 'buildah',
  // The format of Docker keeps HEALTHCHECK; layers are kept, so that an unchanged step is not run again.
  build: ['build', '--format', 'docker', '--layers'],
  exists: (image) => ['inspect', '--type', 'image', image],
  size: (image) => ['images', '--format', '{{.Size}}', image],
  tag: (image, alias) => ['tag', image, alias],
  archive: (image, file) => ['push', '--quiet', image, `docker-archive:${file}:${image}`],
  push: (image) => ['push', image],
};

/**
 * The tool that is asked for, or else the first that works here: docker (its engine must answer), buildah.
 * @throws with what to install when there is none
 */
export function findTool(wanted?: string): ImageTool {
  const works = ({ name }: ImageTool): boolean =>
    spawnSync(name, name === 'docker' ? ['info'] : ['--version'], { stdio: 'ignore' }).status === 0;
  const candidates = [docker, buildah].filter(({ name }) => wanted === undefined || name === wanted);
  const tool = candidates.find(works);
  if (tool === undefined) {
    throw new Error(
      `no ${wanted ?? 'docker or buildah'} that works here; install buildah, or Docker and start its engine` +
        (wanted === undefined ? '' : ', or leave out --tool'),
    );
  }
  return tool;
}
