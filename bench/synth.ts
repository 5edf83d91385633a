/**
 * How long it takes to make YAML for N services: plain objects and the package `yaml`, cdk8s itself, and Flotilla's one
 * pass over the same tree, or over one chart after the other. Each run has a process of its own; rounds interleave the
 * cases; what the first round writes is parsed and compared. `npm run bench:synth -- --help` tells the options.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { optionsOf } from './options';
import { assertSameObjects } from './synth/compare';
import type { Measurement } from './synth/measurement';
import { report, type Series } from './synth/report';

const usage = `usage: npm run bench:synth -- [options]
  --sizes 10,100,1000,10000   numbers of services
  --rounds 5                  rounds of each size; at most 3 of 10000 and more
  --stock-up-to 1000          largest size that cdk8s itself is asked for: its time grows with the square of the size
  --microservices 100         size of the full Microservice with values, chart and manifests; 0: none
`;

const options = optionsOf(usage, {
  sizes: { type: 'integers', default: '10,100,1000,10000' },
  rounds: { type: 'integer', default: '5' },
  'stock-up-to': { type: 'integer', default: '1000', minimum: 0 },
  microservices: { type: 'integer', default: '100', minimum: 0 },
});

const cases = ['plain', 'stock', 'one-pass', 'chart-by-chart'] as const;
type Case = (typeof cases)[number] | 'microservice';

const root = dirname(__dirname);
// Inside the repository, where what stays outside the bundles is found.
mkdirSync(join(root, '.cache'), { recursive: true });
const folder = mkdtempSync(join(root, '.cache', 'bench-'));
const output = mkdtempSync(join(tmpdir(), 'flotilla-bench-'));

function main(): void {
  bundle([...cases, 'microservice']);
  console.log(`Node.js ${process.version}, ${cpus().length} cores\n`);
  for (const size of options.sizes) console.log(report(size, measureSize(size)));
  const services = options.microservices;
  if (services > 0) console.log(report(services, [{ name: 'microservice', runs: [run('microservice', services)] }]));
}

function measureSize(size: number): Series[] {
  const series = cases
    .filter((name) => name !== 'stock' || size <= options['stock-up-to'])
    .map((name) => ({ name, runs: [] as Measurement[] }));
  const rounds = size >= 10_000 ? Math.min(3, options.rounds) : options.rounds;
  for (let round = 0; round < rounds; round++) {
    // Nobody always runs first, or always after the one that leaves the machine warm.
    const order = series.map((_, index) => series[(index + round) % series.length] as (typeof series)[number]);
    for (const { name, runs } of order) runs.push(run(name, size));
    const [reference, ...others] = series.map(({ name }) => join(output, name));
    if (round === 0) for (const other of others) assertSameObjects(reference as string, other);
    for (const each of series) rmSync(join(output, each.name), { recursive: true });
  }
  return series;
}

function run(name: Case, services: number): Measurement {
  const target = join(output, name);
  mkdirSync(target);
  const printed = execFileSync(process.execPath, [join(folder, `${name}.js`), String(services), target], {
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  });
  return JSON.parse(printed) as Measurement;
}

/** Bundles each case into one file, as programs are shipped: what is measured is no compiler, no comment and no search for modules. */
function bundle(names: readonly Case[]): void {
  buildSync({
    entryPoints: names.map((name) => join(__dirname, 'synth', `${name}.ts`)),
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    conditions: ['source'],
    minifyWhitespace: true,
    legalComments: 'none',
    absWorkingDir: root,
    logLevel: 'warning',
  });
}

try {
  main();
} finally {
  rmSync(folder, { recursive: true });
  rmSync(output, { recursive: true });
}
