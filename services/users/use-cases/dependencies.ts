import type { AccountEvents } from '../messaging/account-events';
import type { Passwords } from '../passwords';
import type { Accounts } from '../store';
import type { AccessTokens } from '../tokens';
import type { UsersService } from '../users-service';

/** What use cases work with; each names those that it needs. */
export interface Dependencies extends Pick<UsersService, 'database' | 'outbox' | 'logger' | 'newId'> {
  readonly accounts: Accounts;
  readonly events: AccountEvents;
  readonly passwords: Passwords;
  readonly accessToken: AccessTokens;
  readonly accessTokenSeconds: number;
  readonly refreshTokenDays: number;
  /** Failures after which the password of an account is not compared any more for a while. */
  readonly loginAttempts: number;
}
