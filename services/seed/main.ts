import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { catalogue } from './catalogue';
import { seed } from './seed';

const usage = 'usage: npm run seed [-- --url http://localhost:8080] [-- --state .flotilla]';

/**
 * Puts the catalogue into a running shop. Who the administrator is, is in ADMIN_EMAIL and ADMIN_PASSWORD, or in the
 * state folder of what `npm start` has started, as is the URL.
 */
async function main(): Promise<void> {
  const options = { url: { type: 'string' }, state: { type: 'string', default: '.flotilla' } } as const;
  const { url, state } = parseArgs({ options }).values;
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
  process.stderr.write(`${error.message}${error.code?.startsWith('ERR_PARSE_ARGS') ? `\n${usage}` : ''}\n`);
  process.exitCode = 1;
});
