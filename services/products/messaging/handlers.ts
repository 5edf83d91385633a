import type { Handlers } from '@flotilla/runtime';
import type { contract } from '../contract';
import type { Dependencies } from '../dependencies';
import type { declaration } from '../service';
import { commitStock } from '../use-cases/commit-stock';
import { releaseStock } from '../use-cases/release-stock';
import { reserveStock } from '../use-cases/reserve-stock';

export function handlers(deps: Dependencies): Handlers<typeof declaration, { readonly products: typeof contract }> {
  const reserve = reserveStock(deps);
  const release = releaseStock(deps);
  const commit = commitStock(deps);
  return {
    events: {},
    commands: {
      reserve: (message, { transaction }) => reserve(message.data, { transaction, cause: message }),
      release: (message, { transaction }) => release(message.data, { transaction, cause: message }),
      commit: (message, { transaction }) => commit(message.data, { transaction, cause: message }),
    },
  };
}
