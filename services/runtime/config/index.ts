/** The configuration of a service: typed by its declaration, read once, refused as a whole when anything is wrong. */
export { ConfigError, type ConfigProblem } from './config-error';
export { loadConfig, type Settings } from './load-config';
export type { Environment } from './source';
export type { Config, SecretName } from './typed-config';
export { WatchedSecret, type WatchedSecretOptions } from './watched-secret';
export { type NatsWiring, readDatabaseUrl, type Wiring } from './wiring';
