/** Jest's globalSetup: one PostgreSQL and one nats-server for the whole run. */
export { startTestServers as default } from './servers';
