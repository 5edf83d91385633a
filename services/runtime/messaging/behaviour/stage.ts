import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { Database } from '../../db';
import type { Component } from '../../lifecycle/component';
import {
  CleanupStack,
  createTestBroker,
  createTestDatabase,
  type StreamOverrides,
  type TestBroker,
  type TestDatabase,
} from '../../testing';
import type { NatsBroker } from '../nats';
import { audit, ledger, migrations, openBroker, openDatabase } from './parties';

/** A database and a broker account of a test's own, and what was started on them. */
export interface Stage {
  readonly testDatabase: TestDatabase;
  readonly testBroker: TestBroker;
  readonly database: Database;
  readonly broker: NatsBroker;
  start<T extends Component>(component: T): Promise<T>;
  /** Stops one component now instead of at the end. */
  stop(component: Component): Promise<void>;
  /** Runs `victim.ts` in a process of its own, which kills itself with SIGKILL; resolves when it is dead. */
  sacrifice(role: 'relay' | 'consumer'): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(
  overrides?: StreamOverrides,
  declarations: readonly ServiceDeclaration[] = [ledger, audit],
): Promise<Stage> {
  const cleanups = new CleanupStack();
  try {
    const testDatabase = await createTestDatabase(migrations);
    cleanups.defer(() => testDatabase.drop());
    const testBroker = await createTestBroker(declarations, overrides);
    cleanups.defer(() => testBroker.close());
    return {
      testDatabase,
      testBroker,
      database: await cleanups.start(openDatabase(testDatabase.url)),
      broker: await cleanups.start(openBroker(testBroker.connection('ledger'))),
      start: (component) => cleanups.start(component),
      stop: (component) => cleanups.stop(component),
      sacrifice: (role) => sacrifice(role, testDatabase, testBroker),
      close: () => cleanups.run(),
    };
  } catch (error) {
    await cleanups.run();
    throw error;
  }
}

/** A database of a test's own, without a stage. */
export async function startDatabase(cleanups: CleanupStack): Promise<Database> {
  const testDatabase = await createTestDatabase(migrations);
  cleanups.defer(() => testDatabase.drop());
  return cleanups.start(openDatabase(testDatabase.url));
}

async function sacrifice(role: string, database: TestDatabase, broker: TestBroker): Promise<void> {
  const connection = JSON.stringify({ databaseUrl: database.url, broker: broker.connection('ledger') });
  const victim: ChildProcess = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', join(__dirname, 'victim.ts'), role],
    { stdio: ['pipe', 'inherit', 'inherit'] },
  );
  victim.stdin?.end(connection);
  const [code, signal] = await once(victim, 'exit');
  if (signal !== 'SIGKILL') {
    throw new Error(`the victim ended with code ${code} and signal ${signal}, expected SIGKILL`);
  }
}
