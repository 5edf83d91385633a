/** Every message takes effect once: its inbox row stands in the transaction of the effect. */
export { advance, forgetConsumer, type Position, receive } from './inbox';
export { inboxMigration } from './migration';
export { inboxRetention } from './retention';
