import { relative } from 'node:path';
import { consoleOf } from '../console';
import type { LocalFleet } from '../fleet';
import { type RunningShop, startShop } from '../start-shop';
import type { Command } from './arguments';
import { stopSignals } from './stop-signals';

/**
 * Runs the fleet until a signal to stop. The second one ends at once; what is left then ends by its guardians.
 * @returns the exit code
 * @throws where something cannot start
 */
export async function start(fleet: LocalFleet, command: Command): Promise<number> {
  const { port, state, fresh, isolated, seed, json } = command;
  const services = fleet.declarations.map(({ name }) => name);
  const output = consoleOf({ json, services });
  const began = performance.now();
  const signals = stopSignals({
    announce: output.announce,
    endAtOnce: () => process.exit(1),
    isOfNpm: process.env.npm_lifecycle_event !== undefined,
  });
  const options = { port, state, fresh, isolated, seed, synth: true, watch: command.name === 'dev' };
  let shop: RunningShop;
  try {
    shop = await startShop({ ...options, fleet, signal: signals.signal, onLine: output.onLine });
  } catch (error) {
    if (signals.signal.aborted) return 0;
    throw error;
  }
  if (!signals.signal.aborted) output.announce(welcome(fleet, shop, began));
  await signals.first;
  const stopping = performance.now();
  await shop.stop();
  output.announce([`stopped in ${secondsSince(stopping)}`]);
  return 0;
}

function welcome(fleet: LocalFleet, shop: RunningShop, began: number): string[] {
  const url = new URL(shop.url);
  url.hostname = 'localhost';
  const lines = [`ready: ${url.origin}`];
  if (fleet.opening !== undefined) lines.push(`  open      ${url.origin}${fleet.opening}`);
  const { admin } = shop;
  if (admin !== undefined) {
    const file = admin.passwordFile && relative(process.cwd(), admin.passwordFile);
    const password =
      file === undefined
        ? 'with the password of the environment'
        : admin.isNew
          ? `with the password ${admin.password} (shown this once; kept in ${file})`
          : `with the password in ${file}`;
    lines.push(`  log in    as ${admin.email} ${password}`);
  }
  lines.push(`  started   in ${secondsSince(began)}; Ctrl-C stops everything`);
  return lines;
}

function secondsSince(began: number): string {
  return `${((performance.now() - began) / 1_000).toFixed(1)} s`;
}
