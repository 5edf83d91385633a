const { availableParallelism } = require('node:os');

/** Two projects: what needs no server (constructs, charts), and what runs on a real PostgreSQL and nats-server. */
const shared = {
  rootDir: __dirname,
  transform: {
    '^.+\\.(t|j|mj)s$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: false } },
        module: { type: 'commonjs', ignoreDynamic: false },
      },
    ],
  },
  // ESM-only packages that Jest must turn into CommonJS.
  transformIgnorePatterns: ['/node_modules/(?!(jose)/)'],
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'require', 'default'] },
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/deploy/'],
  modulePathIgnorePatterns: ['/dist/', '/deploy/', '/\\.flotilla/', '/\\.cache/'],
};

module.exports = {
  testTimeout: 60_000,
  // Most tests wait for servers now and then, so two workers are worth it on two cores as well.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  projects: [
    {
      ...shared,
      displayName: 'constructs',
      globalSetup: '<rootDir>/constructs/testing/global-setup.ts',
      testMatch: [
        '<rootDir>/{constructs,charts,environments,e2e/charts,e2e/bad-input,e2e/contracts,e2e/library}/**/*.test.ts',
      ],
    },
    {
      ...shared,
      displayName: 'services',
      globalSetup: '<rootDir>/services/runtime/testing/global-setup.ts',
      globalTeardown: '<rootDir>/services/runtime/testing/global-teardown.ts',
      testMatch: [
        '<rootDir>/services/**/*.test.ts',
        '<rootDir>/e2e/broker/**/*.test.ts',
        '<rootDir>/e2e/shop/{smoke,books/imbalances,topology/undeclared}.test.ts',
      ],
    },
  ],
};
