/** PostgreSQL and NATS on this machine, without Docker: found or fetched, started and stopped. */
export { findNatsServer, type NatsServerBinary } from './nats-binary';
export { type NatsServer, type NatsServerOptions, startNatsServer } from './nats-server';
export { type PostgresqlServer, type PostgresqlServerOptions, startPostgresql } from './postgresql';
