import { basename } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { explained } from './failure';
import { bundleSettings } from './settings';

/**
 * Makes each file a program that needs nothing beside it but native addons, which are copied there: small, and with
 * the licences of what is in it.
 *
 * @param plugins what changes the sources on their way
 * @throws with where each mistake is, as the compiler says it
 */
export async function bundleForImage(
  files: readonly string[],
  outputDirectory: string,
  plugins: readonly Plugin[] = [],
): Promise<void> {
  try {
    await build({
      ...bundleSettings,
      entryPoints: files.map((file) => ({ in: file, out: basename(file, '.ts') })),
      outdir: outputDirectory,
      minify: true,
      keepNames: true,
      legalComments: 'linked',
      plugins: [...plugins],
    });
  } catch (error) {
    throw await explained(error);
  }
}
