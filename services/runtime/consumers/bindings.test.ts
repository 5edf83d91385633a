import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { UndeclaredMessages } from '../messaging';
import { audit, contracts, ledger, silent } from '../messaging/behaviour/parties';
import { bindHandlers } from './bindings';
import type { Handlers } from './handlers';

const handler = async (): Promise<void> => undefined;

function guard(
  declaration: ServiceDeclaration,
  enforce: 'refuse' | 'log' = 'refuse',
  logger = silent,
): UndeclaredMessages {
  return new UndeclaredMessages({ declaration, enforce, logger, registry: new Registry() });
}

describe('handlers', () => {
  test('are one for every declared message, by type', () => {
    const complete: Handlers<typeof ledger, typeof contracts> = {
      events: {},
      commands: { post: async ({ data }) => void data.amount.toFixed() },
    };
    // @ts-expect-error the command has no handler
    const incomplete: Handlers<typeof ledger, typeof contracts> = { events: {}, commands: {} };
    const undeclared: Handlers<typeof audit, typeof contracts> = {
      // @ts-expect-error not subscribed
      events: { 'ledger.v1.entry.posted': handler, 'ledger.v1.entry.erased': handler },
      commands: {},
    };
    const mistyped: Handlers<typeof audit, typeof contracts> = {
      // @ts-expect-error an amount is a number
      events: { 'ledger.v1.entry.posted': async ({ data }) => void data.amount.toUpperCase() },
      commands: {},
    };
    const subjects = [...bindHandlers(ledger, contracts, complete as never, guard(ledger)).keys()];
    expect(subjects).toEqual(['ledger.v1.cmd.post']);
    expect(() => bindHandlers(ledger, contracts, incomplete, guard(ledger))).toThrow(
      "services/ledger declares 'ledger.v1.cmd.post' and has no handler for it; add one",
    );
    expect(() => bindHandlers(audit, contracts, undeclared as never, guard(audit))).toThrow(
      /audit does not declare that it may handle 'ledger.v1.entry.erased'.*subscribes: \{ 'ledger.v1.entry.erased': \{ version: 1 \} \}/,
    );
    expect(mistyped).toBeDefined();
  });

  test('need the contract of the owner', () => {
    const events = { 'ledger.v1.entry.posted': handler };
    expect(() => bindHandlers(audit, {}, { events, commands: {} }, guard(audit))).toThrow(
      "no contract given to audit has a schema for 'ledger.v1.entry.posted'; pass its owner's contract",
    );
  });

  test('may be undeclared in shadow mode, which is logged', () => {
    const lines: string[] = [];
    const logger = pino({}, { write: (line) => lines.push(line) });
    const handlers = {
      events: { 'ledger.v1.entry.posted': handler, 'ledger.v1.entry.erased': handler },
      commands: { burn: handler },
    };
    const bindings = bindHandlers(audit, contracts, handlers, guard(audit, 'log', logger));
    expect([...bindings.keys()]).toEqual(['ledger.v1.entry.posted', 'ledger.v1.entry.erased', 'audit.v1.cmd.burn']);
    expect(lines).toHaveLength(2);
  });
});
