import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { Database } from '../../db';
import type { Component } from '../../lifecycle/component';
import {
  createTestBroker,
  createTestDatabase,
  type StreamOverrides,
  type TestBroker,
  type TestDatabase,
} from '../../testing';
import type { NatsBroker } from '../nats-broker';
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
  const testDatabase = await createTestDatabase(migrations);
  const testBroker = await createTestBroker(declarations, overrides);
  const started: Component[] = [];
  const start = async <T extends Component>(component: T): Promise<T> => {
    started.push(component);
    await component.start();
    return component;
  };
  return {
    testDatabase,
    testBroker,
    database: await start(openDatabase(testDatabase.url)),
    broker: await start(openBroker(testBroker.connection('ledger'))),
    start,
    async stop(component) {
      started.splice(started.indexOf(component), 1);
      await component.stop();
    },
    sacrifice: (role) => sacrifice(role, testDatabase, testBroker),
    async close() {
      for (const component of started.splice(0).reverse()) {
        await component.stop();
      }
      await testBroker.close();
      await testDatabase.drop();
    },
  };
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
