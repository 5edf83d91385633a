const { projects } = require('../../jest.config.js');

/**
 * `npm run e2e`: black box tests of the whole shop. Each file starts a shop of its own, so they run one after the other.
 */
const { globalSetup: _, globalTeardown: __, ...shared } = projects[1];

module.exports = {
  ...shared,
  rootDir: shared.rootDir,
  displayName: 'shop',
  testMatch: ['<rootDir>/e2e/shop/**/*.test.ts'],
  maxWorkers: 1,
  testTimeout: 300_000,
};
