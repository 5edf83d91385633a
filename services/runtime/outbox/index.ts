/** Messages leave the service through the outbox: written with the change they tell, published by the relay. */
export { outboxInsert, withOutbox } from './insert';
export { type RepublishSelection, republish, retryFailed } from './maintenance';
export { observeOutbox } from './metrics';
export { outboxMigration } from './migration';
export { Outbox } from './outbox';
export { OutboxRelay, type RelayOptions } from './relay';
export { outboxRetention } from './retention';
