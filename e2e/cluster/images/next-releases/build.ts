import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { bundleForImage } from '../../../../services/launcher/bundle';
import { version } from '../../../../services/products/package.json';
import { buildForTests } from '../build-for-tests';

const products = resolve(__dirname, '../../../../services/products');

/** What each later release of products has run on its database, by the suffix of its tag. */
const releases = { expand: ['expand'], contract: ['expand', 'contract'] } as const;

const purpose = `  Builds two later releases of products, which the suite schema upgrades to: in them a column has another name (see
  currency-code.ts). Needs the images of \`npm run images\`.
`;

void buildForTests('images:next-releases', purpose, () =>
  Object.entries(releases).map(([suffix, steps]) => ({
    name: `flotilla/products:${version}-${suffix}`,
    dockerfile: join(__dirname, 'Dockerfile'),
    buildArguments: [`PRESENT=flotilla/products:${version}`],
    prepare: (context) =>
      bundleForImage(
        ['main', 'migrate'].map((program) => join(products, `${program}.ts`)),
        context,
        [nextRelease(steps)],
      ),
  })),
);

/** The sources of products as they would be in that release. */
function nextRelease(steps: readonly string[]): Plugin {
  return {
    name: 'next-release',
    setup: (build) => {
      const changed = async (path: string, change: (source: string) => string) => {
        const source = await readFile(path, 'utf8');
        return { contents: change(source), loader: 'ts' } as const;
      };
      build.onLoad({ filter: /products\/(store|http)\/[\w-]+\.ts$/ }, ({ path }) =>
        changed(path, (source) => source.replaceAll('price_currency', 'currency_code')),
      );
      build.onLoad({ filter: /products\/migrations\/index\.ts$/ }, ({ path }) =>
        changed(path, (source) => {
          const added = steps.map((step, index) => `'${900 + index}-${step}': ${step}`).join(', ');
          const from = JSON.stringify(join(__dirname, 'currency-code'));
          return `import { ${steps.join(', ')} } from ${from};\n${source}\nObject.assign(migrations, { ${added} });\n`;
        }),
      );
    },
  };
}
