const { projects } = require('../../jest.config.js');
const { testMatch: _, globalSetup: __, globalTeardown: ___, ...shared } = projects[0];

/** The suites that need a cluster; one after the other, since they share it. */
module.exports = {
  ...shared,
  displayName: 'cluster',
  rootDir: require('node:path').resolve(__dirname, '../..'),
  testMatch: ['<rootDir>/e2e/cluster/**/*.test.ts'],
  testTimeout: 900_000,
  maxWorkers: 1,
};
