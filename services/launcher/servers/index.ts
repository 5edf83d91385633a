/** PostgreSQL and NATS for a fleet: with a role and a database per service, and with the users that the chart has. */
export { removePostgresql } from './postgresql-place';
export { type ShopNats, shopNats } from './shop-nats';
export { type ShopPostgresql, shopPostgresql } from './shop-postgresql';
