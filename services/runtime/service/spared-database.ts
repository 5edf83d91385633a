import type { Logger } from 'pino';
import type { Database } from '../db';
import type { Component } from '../lifecycle';

/** A database that the service can do without: it holds up no start, and takes nobody out of rotation. */
export function sparedDatabase(database: Database, logger: Logger): Component {
  return {
    name: database.name,
    start: async () => {
      database.start().catch((error: unknown) => logger.error({ err: error }, 'going on without the database'));
    },
    stop: () => database.stop(),
  };
}
