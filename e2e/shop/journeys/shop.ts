import type { Credentials } from '../client';

/** Where a shop is, and who administrates it: all that a journey needs to know. */
export interface Shop {
  /** Base URL of the gateway, without a slash at its end. */
  readonly url: string;
  readonly admin: Credentials;
}
