/** What is made inside the servers. */
export { Provisioner, type ProvisionerProps } from './provisioner';
