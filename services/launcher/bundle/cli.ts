import { parseArgs } from 'node:util';
import { bundleForImage } from './image-bundle';

/** `cli.ts --outdir dist services/orders/main.ts services/orders/migrate.ts` → `dist/main.js`, `dist/migrate.js`. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { outdir: { type: 'string' } } });
  if (values.outdir === undefined || positionals.length === 0) {
    throw new Error('usage: cli.ts --outdir DIRECTORY FILE.ts…');
  }
  await bundleForImage(positionals, values.outdir);
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
