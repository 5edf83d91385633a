/** What a fleet of microservices stands on: namespace, broker, a database for first tries, and what is in them. */
export { Bootstrap, type BootstrapProps, type FurtherSecrets } from './bootstrap';
export type { PlatformPartProps } from './component';
export type { ProvisionerImageProps } from './job';
export { Namespace, type NamespaceProps } from './namespace';
export { Nats } from './nats';
export { Platform, type PlatformProps } from './platform';
export { PostgreSql } from './postgresql';
export { Provisioner, type ProvisionerProps } from './provisioner';
