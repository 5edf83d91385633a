import { join } from 'node:path';
import { topologyOf } from '@flotilla/constructs/topology';
import type { LocalFleet } from '../fleet';
import { observationText, observeFleet } from '../observe';
import { runningShop } from '../state';
import type { Command } from './arguments';

/**
 * Prints which declared edges of a running fleet are used, which never, and what else was tried.
 * @throws where nothing runs out of the state folder
 */
export async function observe(fleet: LocalFleet, { state, json }: Command): Promise<number> {
  const { services } = runningShop(state ?? join(fleet.root, '.flotilla'));
  const adminUrls = Object.fromEntries(Object.entries(services).map(([name, { adminUrl }]) => [name, adminUrl]));
  const observation = await observeFleet(topologyOf(fleet.declarations), adminUrls);
  process.stdout.write(json ? `${JSON.stringify(observation, null, 2)}\n` : observationText(observation));
  return 0;
}
