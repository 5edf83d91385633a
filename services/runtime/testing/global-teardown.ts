/** Jest's globalTeardown: stops what `global-setup.ts` started and removes its files. */
export { stopTestServers as default } from './servers';
