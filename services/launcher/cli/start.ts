import { relative } from 'node:path';
import { setInterval } from 'node:timers';
import { type Console, consoleOf } from '../console';
import type { LocalFleet } from '../fleet';
import { type RunningShop, startShop } from '../start-shop';
import type { Command } from './arguments';

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
  const signals = stopSignals(output);
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

interface StopSignals {
  /** Resolves with the first signal. */
  readonly first: Promise<void>;
  /** Aborted with it. */
  readonly signal: AbortSignal;
}

/** A terminal that closes, and an npm that is gone, are signals too. */
function stopSignals(output: Console): StopSignals {
  const controller = new AbortController();
  const first = new Promise<void>((resolve) => {
    const onSignal = (name: string): void => {
      if (controller.signal.aborted) {
        output.announce([`${name} again: ending at once`]);
        process.exit(1);
      }
      output.announce([`${name}: stopping`]);
      controller.abort(new Error(name));
      resolve();
    };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
    watchParent(() => !controller.signal.aborted && onSignal('the parent process is gone'));
  });
  return { first, signal: controller.signal };
}

/**
 * npm passes a signal on to the shell that it runs, and some shells end by it without passing it on. A launcher that
 * was not started by npm may outlive its parent.
 */
function watchParent(onGone: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, 250);
  timer.unref();
}

function secondsSince(began: number): string {
  return `${((performance.now() - began) / 1_000).toFixed(1)} s`;
}
