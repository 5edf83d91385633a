/** What is made inside the servers. */
export { Provisioner } from './provisioner';
