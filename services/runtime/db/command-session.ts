import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Database } from './database';
import type { Session } from './session';

/**
 * Connects for a command of an operator, and closes the connection after it.
 * @param command its name, as the server's list of connections shows it
 * @throws at once where nobody answers at the URL
 */
export async function commandSession<T>(
  command: string,
  url: string,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const database = new Database({
    url,
    applicationName: command,
    migrations: {},
    logger: pino({ level: 'silent' }),
    registry: new Registry(),
    patienceMs: 0,
  });
  try {
    await database.start();
    return await use(database);
  } finally {
    await database.stop();
  }
}
