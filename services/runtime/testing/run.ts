import { readFileSync } from 'node:fs';
import { serversVariable, type TestServers } from './servers';

/** The servers of this Jest run. */
export function testServers(): TestServers {
  const file = process.env[serversVariable];
  if (file === undefined) {
    throw new Error(
      `${serversVariable} is not set: the Jest project of this test needs globalSetup and globalTeardown from ` +
        'services/runtime/testing',
    );
  }
  return JSON.parse(readFileSync(file, 'utf8')) as TestServers;
}
