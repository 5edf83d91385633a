const { projects } = require('../../jest.config.js');
const { testMatch: _, globalSetup: __, globalTeardown: ___, ...shared } = projects[0];

/** The suites that need a cluster with Argo CD; one after the other, since they share it. */
module.exports = {
  ...shared,
  displayName: 'argocd',
  rootDir: require('node:path').resolve(__dirname, '../..'),
  testMatch: ['<rootDir>/e2e/argocd/**/*.test.ts'],
  testTimeout: 600_000,
  globalSetup: '<rootDir>/e2e/argocd/global-setup.ts',
  maxWorkers: 1,
};
