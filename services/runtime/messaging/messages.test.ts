import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { runInContext } from '../context';
import { audit, contracts, ledger, newId, silent } from './behaviour/parties';
import { createMessages, type MessagesOptions } from './messages';

const aggregate = { type: 'entry', id: 'e-1' };

function options<D extends ServiceDeclaration>(declaration: D, enforce: 'refuse' | 'log' = 'refuse') {
  const registry = new Registry();
  return { declaration, contracts, newId, enforce, logger: silent, registry } satisfies MessagesOptions<
    D,
    typeof contracts
  >;
}

describe('the maker of messages', () => {
  test('types subject and data from declaration and contract', () => {
    const messages = createMessages(options(ledger));
    const message = messages.event('ledger.v1.entry.posted', { aggregate, data: { amount: 3 } });
    expect(message).toMatchObject({
      subject: 'ledger.v1.entry.posted',
      type: 'EntryPosted',
      aggregate,
      data: { amount: 3 },
    });

    // @ts-expect-error the schema says number
    expect(() => messages.event('ledger.v1.entry.posted', { aggregate, data: { amount: '3' } })).toThrow(/amount/);
    // @ts-expect-error the declaration does not name it
    expect(() => messages.event('ledger.v1.entry.erased', { aggregate, data: {} })).toThrow();
    // @ts-expect-error the ledger sends no commands
    expect(() => messages.command('ledger', 'post', { aggregate, data: { amount: 1 } })).toThrow();
  });

  test('types commands from the contract of their receiver', () => {
    const messages = createMessages(options(audit));
    const message = messages.command('ledger', 'post', { aggregate, data: { amount: 3 } });
    expect(message).toMatchObject({ subject: 'ledger.v1.cmd.post', type: 'post' });

    // @ts-expect-error not a command that the audit sends
    expect(() => messages.command('ledger', 'erase', { aggregate, data: {} })).toThrow();
    // @ts-expect-error the schema says number
    expect(() => messages.command('ledger', 'post', { aggregate, data: {} })).toThrow(/amount/);
  });

  test('drops data that the schema does not name', () => {
    const data = { amount: 3, password: 'secret' };
    expect(createMessages(options(ledger)).event('ledger.v1.entry.posted', { aggregate, data }).data).toEqual({
      amount: 3,
    });
  });

  test('refuses what the declaration does not name, counts it, and says what to add where', async () => {
    const given = options(ledger as ServiceDeclaration);
    const messages = createMessages(given);
    const erase = () => messages.event('ledger.v1.entry.erased', { aggregate, data: {} as never });
    expect(erase).toThrow(
      "ledger does not declare that it may publish 'ledger.v1.entry.erased'; see npm run -s explain -- ledger " +
        "ledger.v1.entry.erased, or add to services/ledger/service.ts: publishes: { 'ledger.v1.entry.erased': " +
        "{ version: 1, schema: '<name>', description: '<what happened>' } }",
    );
    const send = () => messages.command('audit' as never, 'check' as never, { aggregate, data: {} as never });
    expect(send).toThrow("add to services/ledger/service.ts: sends: { audit: ['check'] }");
    expect(await given.registry.getMetricsAsJSON()).toMatchObject([
      {
        name: 'undeclared_total',
        values: [
          { labels: { peer: 'ledger' }, value: 1 },
          { labels: { peer: 'audit' }, value: 1 },
        ],
      },
    ]);
  });

  test('lets it pass in shadow mode, and logs and counts it all the same', async () => {
    const lines: string[] = [];
    const given = {
      ...options(ledger as ServiceDeclaration, 'log'),
      logger: pino({}, { write: (line) => lines.push(line) }),
    };
    const message = createMessages(given).event('ledger.v1.entry.erased', { aggregate, data: { any: 1 } as never });
    expect(message).toMatchObject({ subject: 'ledger.v1.entry.erased', data: { any: 1 } });
    expect(lines.join()).toContain("ledger does not declare that it may publish 'ledger.v1.entry.erased'");
    expect(await given.registry.getSingleMetricAsString('undeclared_total')).toContain(
      'undeclared_total{peer="ledger"} 1',
    );
  });

  test('passes the flow on', () => {
    const messages = createMessages(options(ledger));
    const first = messages.event('ledger.v1.entry.posted', { aggregate, data: { amount: 1 } });
    expect(first.headers).toMatchObject({ 'correlation-id': first.id });
    expect(first.headers).not.toHaveProperty('causation-id');
    const inContext = runInContext({ correlationId: 'flow-0' }, () =>
      messages.event('ledger.v1.entry.posted', { aggregate, data: { amount: 1 } }),
    );
    expect(inContext.headers).toMatchObject({ 'correlation-id': 'flow-0' });
    const cause = { correlationId: 'flow-1', id: 'message-1' };
    const second = messages.event('ledger.v1.entry.posted', { aggregate, data: { amount: 1 }, cause });
    expect(second.headers).toMatchObject({ 'correlation-id': 'flow-1', 'causation-id': 'message-1' });
  });
});
