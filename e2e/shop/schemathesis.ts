import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { optionsOf } from '../../bench/options';
import { logIn } from './client';
import { launchShop } from './stage/launched-shop';

const usage = `usage: npm run e2e:schemathesis [-- SECONDS]

  Runs schemathesis (PyPI) against the document of a shop of its own, as an administrator, for so many seconds (180).
  Needs Python 3.10 or later; installs into a virtual environment under .cache/. Ends with 1 where it finds something;
  the report is in .cache/e2e/schemathesis/.
`;

const version = '4.32.5';
const cache = resolve(__dirname, '..', '..', '.cache');
const environment = join(cache, `schemathesis-${version}`);
const report = join(cache, 'e2e', 'schemathesis');

/** How long it looks, in seconds, where nobody says otherwise. */
const defaultSeconds = 180;

/** What a request that matches its schema may be answered, depending on what there is. */
const accepted = ['2xx', '3xx', '401', '403', '404', '409', '412', '422', '428', '429'];

const common = [
  // No text of the shop may hold NUL, which its schemas do not repeat for each; api/wrong-bodies.ts tries it.
  'generation.allow-x00 = false',
  `checks.positive_data_acceptance.expected-statuses = ${JSON.stringify(accepted)}`,
];

const off = ['enabled = false'];

/** A cursor is opaque: only one that a list has given is good. */
const opaque = ['checks.positive_data_acceptance.enabled = false'];

const operations: Readonly<Record<string, readonly string[]>> = {
  // These would change who the administrator is.
  'DELETE /users/me': off,
  'PATCH /users/me': off,
  'PUT /users/{id}/roles': off,
  'GET /products': opaque,
  'GET /orders': opaque,
  'GET /users': opaque,
  // What is ordered must exist, in one currency.
  'POST /orders': [`checks.positive_data_acceptance.expected-statuses = ${JSON.stringify([...accepted, '400'])}`],
};

async function install(): Promise<string> {
  const program = join(environment, 'bin', 'schemathesis');
  const isInstalled = await access(program).then(
    () => true,
    () => false,
  );
  if (!isInstalled) {
    const run = promisify(execFile);
    await run('python3', ['-m', 'venv', environment]);
    await run(join(environment, 'bin', 'pip'), ['install', '--quiet', `schemathesis==${version}`]);
  }
  return program;
}

async function main(seconds: number): Promise<number> {
  const program = await install();
  await mkdir(report, { recursive: true });
  const shop = await launchShop({ log: 'schemathesis', environment: { users: { ACCESS_TOKEN_SECONDS: '3600' } } });
  try {
    const { accessToken } = await logIn(shop.url, shop.admin);
    const configuration = join(report, 'schemathesis.toml');
    await writeFile(configuration, configurationText(accessToken), { mode: 0o600 });
    const args = [
      ...['--config-file', configuration, 'run', `${shop.url}/openapi.json`],
      ...['--max-time', String(seconds), '--continue-on-failure', '--no-color'],
      ...['--report', 'junit,ndjson', '--report-dir', report],
      ...['--generation-database', 'none'],
    ];
    const child = spawn(program, args, { stdio: 'inherit', cwd: report });
    const [code] = await once(child, 'exit');
    return code as number;
  } finally {
    await shop.stop();
  }
}

/** The token stands in a file, not among the arguments, which everybody on the machine can read. */
function configurationText(token: string): string {
  const own = Object.entries(operations).flatMap(([line, settings]) => [
    '[[operations]]',
    `include-name = ${JSON.stringify(line)}`,
    ...settings,
    '',
  ]);
  return [`headers = { Authorization = "Bearer ${token}" }`, ...common, '', ...own].join('\n');
}

const words = process.argv.slice(2);
const hasSeconds = /^[1-9][0-9]*$/.test(words[0] ?? '');
optionsOf(usage, {}, hasSeconds ? words.slice(1) : words);

main(hasSeconds ? Number(words[0]) : defaultSeconds).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
