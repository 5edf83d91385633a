import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { catalogue } from './catalogue';
import { seed } from './seed';

const usage = `usage: npm run seed -- [--url URL] [--state DIR]

  --url URL     the gateway (the one that npm start has started, else http://localhost:8080)
  --state DIR   state folder of what npm start has started (.flotilla)
  ADMIN_EMAIL, ADMIN_PASSWORD   the administrator (the one in the state folder)
`;

/**
 * Puts the catalogue into a running shop. Who the administrator is, is in ADMIN_EMAIL and ADMIN_PASSWORD, or in the
 * state folder of what `npm start` has started, as is the URL.
 */
async function main(): Promise<void> {
  const { url, state, help } = parseArgs({
    options: {
      url: { type: 'string' },
      state: { type: 'string', default: '.flotilla' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values;
  if (help) {
    process.stdout.write(usage);
    return;
  }
  const { added, existing } = await seed({
    url: (url ?? runningUrl(state) ?? 'http://localhost:8080').replace(/\/+$/, ''),
    email: credential('ADMIN_EMAIL', join(state, 'secrets/admin/email')),
    password: credential('ADMIN_PASSWORD', join(state, 'secrets/admin/password')),
    products: catalogue,
  });
  process.stdout.write(`${added} products added, ${existing} were there\n`);
}

function runningUrl(state: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(state, 'running.json'), 'utf8')) as { url?: string }).url;
  } catch {
    return undefined;
  }
}

function credential(variable: string, file: string): string {
  const given = process.env[variable];
  if (given) return given;
  try {
    return readFileSync(process.env[`${variable}_FILE`] || file, 'utf8').trim();
  } catch {
    throw new Error(`no administrator: set ${variable}, or name the state folder of the shop with --state (${file})`);
  }
}

main().catch((error: Error & { code?: string }) => {
  process.stderr.write(`${error.message}\n${error.code?.startsWith('ERR_PARSE_ARGS') ? usage : ''}`);
  process.exitCode = 1;
});
