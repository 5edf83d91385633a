import type { BuildOptions } from 'esbuild';

/** Drivers that knex and pg load for other databases than ours, and that are not installed. */
const absentDrivers = [
  ...['better-sqlite3', 'mariadb', 'mysql', 'mysql2', 'oracledb', 'sqlite3', 'tedious'],
  ...['pg-native', 'pg-query-stream'],
];

/**
 * How a program is made one file: everything that it imports is in it, so it runs from any folder without
 * `node_modules`. Native addons cannot be in a JavaScript file and are copied beside it.
 */
export const bundleSettings = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  conditions: ['source'],
  external: absentDrivers,
  loader: { '.node': 'copy' },
  assetNames: '[name]-[hash]',
  logLevel: 'silent',
} as const satisfies BuildOptions;
