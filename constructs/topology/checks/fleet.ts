import type { ServiceDeclaration } from '../../declaration';
import type { Problem } from '../declaration-errors';
import { declarationFile } from '../place';

/** What can be read of all declarations. */
export interface Fleet {
  /** In the order given; of several with one name the first. */
  readonly services: readonly ServiceDeclaration[];
  readonly byName: ReadonlyMap<string, ServiceDeclaration>;
  /** Names of services of which something cannot be read: what seems missing in them may be there. */
  readonly unreadable: ReadonlySet<string>;
}

/** One rule on the whole fleet; gives every violation. */
export type Check = (fleet: Fleet) => Problem[];

/** What to do where a service is named that is not there: it may be misspelt, not declared, or not given. */
export function adviceOnUnknown(service: string): string {
  return (
    `correct the name, declare the service in ${declarationFile(service)}, or give \`topologyOf\` its declaration where ` +
    'that stands elsewhere'
  );
}

/** Names for an error message, e.g. `orders, users`; a long list is cut. */
export function listed(names: Iterable<string>): string {
  const sorted = [...names].sort();
  if (sorted.length === 0) {
    return 'none';
  }
  const shown = sorted.slice(0, 12).join(', ');
  return sorted.length > 12 ? `${shown} and ${sorted.length - 12} more` : shown;
}
