import { type BundleOptions, type Programs, watchBundle } from './bundle';
import type { ProgramLog } from './processes';
import { synthEntry } from './programs';
import type { ShopService } from './shop-services';

export interface WatchOptions {
  readonly before: Programs;
  readonly options: BundleOptions;
  readonly services: ReadonlyMap<string, ShopService>;
  readonly ending: AbortSignal;
  readonly log: ProgramLog;
}

/**
 * Restarts the services whose program has changed, after their migrations where those have, and no others. Tells what
 * only another start can do.
 * @returns what ends it
 */
export async function restartWhatChanges({
  before,
  options,
  services,
  ending,
  log,
}: WatchOptions): Promise<() => Promise<void>> {
  /** One restart after the other: a service that changes while it restarts does so once more. */
  const queues = new Map<string, Promise<void>>();
  const restart = async (name: string, service: ShopService, changed: ReadonlySet<string>): Promise<void> => {
    if (ending.aborted) return;
    const began = performance.now();
    try {
      if (changed.has(`${name}/migrate`)) await service.migrate(ending);
      ending.throwIfAborted();
      await service.process.restart();
      log('info', `${name} has changed and was restarted`, { ms: Math.round(performance.now() - began) });
    } catch (error) {
      if (!ending.aborted) log('error', `${name} has changed and does not start: ${(error as Error).message}`);
    }
  };
  return watchBundle(options, before, {
    onChange(entries) {
      const changed = new Set(entries);
      for (const [name, service] of services) {
        if (!changed.has(`${name}/main`) && !changed.has(`${name}/migrate`)) continue;
        queues.set(
          name,
          (queues.get(name) ?? Promise.resolve()).then(() => restart(name, service, changed)),
        );
      }
      if (changed.has(synthEntry)) {
        log(
          'warn',
          'what is declared or deployed has changed, and what was made of it before still stands: permissions at the ' +
            'broker, streams, databases, addresses, and the files that would be deployed; Ctrl-C and npm run dev make it anew',
        );
      }
    },
    onFailure: (error) => log('error', `the sources cannot be bundled, so nothing is restarted:\n${error.message}`),
  });
}
