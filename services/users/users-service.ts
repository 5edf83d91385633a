import type { RequestScope, Service } from '@flotilla/runtime';
import type { contract } from './contract';
import type { declaration } from './service';

/** What the runtime gives to this service. */
export type UsersService = Service<typeof declaration, typeof contract, object>;

/** The request in which something is done: ends what waits for it, and is the cause of the events that follow. */
export type Scope = RequestScope;
