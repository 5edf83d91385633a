/** PostgreSQL and NATS on this machine, without Docker: found or fetched, started and stopped. */
export { guardDirectory, guardProcess } from './guardian';
export { findNatsServer, type NatsServerBinary } from './nats-binary';
export { type NatsServer, type NatsServerOptions, startNatsServer } from './nats-server';
export { findPort, findPorts, requirePort } from './ports';
export { type PostgresqlServer, type PostgresqlServerOptions, startPostgresql } from './postgresql';
export { unprivilegedAccount } from './postgresql-binaries';
export type { Exit } from './server-process';
