/** Missing Secrets, for a first try. */
export { Bootstrap, type BootstrapProps } from './bootstrap';
export type { FurtherSecrets } from './input';
