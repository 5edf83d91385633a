import type { KeptRunning } from './processes';
import type { ShopService } from './shop-services';
import type { RunningServer, RunningService } from './start-shop';

/** What callers may do with a service. @param ending once aborted, it is not started again */
export function serviceFace({ url, adminUrl, process }: ShopService, ending: AbortSignal): RunningService {
  return {
    url,
    adminUrl,
    get pid() {
      return process.pid;
    },
    restart: async () => {
      ending.throwIfAborted();
      await process.restart();
    },
    stop: () => process.stop(),
    kill: (signal) => process.kill(signal),
    whenReady: () => process.whenServing(),
  };
}

/** What callers may do with a server. */
export function serverFace(name: string, process: KeptRunning | undefined): RunningServer {
  const ours = (): KeptRunning => {
    if (process === undefined) throw new Error(`${name} is a server that is not ours to end`);
    return process;
  };
  return { kill: async () => ours().crash(), restart: async () => ours().restart() };
}
