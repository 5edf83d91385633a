import {
  type MetricName,
  metricLabels,
  processMetrics,
  type ServiceDeclaration,
} from '@flotilla/constructs/declaration';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Consumers } from '../consumers';
import { Database } from '../db';
import { observeDeadLetters } from '../dead-letters';
import { createMessages, NatsBroker } from '../messaging';
import { Outbox, OutboxRelay, observeOutbox } from '../outbox';
import { observeSagas } from '../saga';
import { counter, createRegistry } from '.';

const logger = pino({ level: 'silent' });
const declaration = {
  name: 'ledger',
  description: 'Posts entries.',
  http: { port: 3000, adminPort: 9090, routes: [] },
  config: {},
  calls: {},
  publishes: {},
  subscribes: {},
} as const satisfies ServiceDeclaration;

/** Registers everything that the rooms of the runtime measure, on servers that nobody asks. */
function registryOfAllRooms(): Registry {
  const registry = new Registry();
  const database = new Database({
    url: 'postgres://127.0.0.1:1/none',
    applicationName: 'none',
    migrations: {},
    logger,
    registry,
  });
  const broker = new NatsBroker({ url: 'nats://127.0.0.1:1', name: 'none', inboxPrefix: '_INBOX_none', logger });
  const outbox = new Outbox();
  const common = { declaration, contracts: {}, newId: () => '', enforce: 'refuse', logger, registry } as const;
  createMessages(common);
  Consumers.create({ ...common, broker, database, outbox, handlers: { events: {}, commands: {} } });
  new OutboxRelay({ source: 'ledger', outbox, broker, connection: database.config, logger, registry });
  observeOutbox(database, registry);
  observeSagas(database, registry);
  observeDeadLetters(database, registry);
  return registry;
}

describe('the list of metric names', () => {
  test('holds whatever the rooms of the runtime measure, with the labels they use', () => {
    const measured = registryOfAllRooms().getMetricsAsArray() as unknown as { name: string; labelNames: string[] }[];
    const labels = Object.fromEntries(measured.map(({ name, labelNames }) => [name, labelNames]));
    expect(metricLabels).toMatchObject(labels);
    expect(Object.keys(labels).length).toBeGreaterThan(15);
  });

  // Other names do not compile in alerts and dashboards.
  test('that alerts and dashboards may read beside it are metrics of the process', () => {
    const exported = createRegistry()
      .getMetricsAsArray()
      .map(({ name }) => name);
    expect(exported).toEqual(expect.arrayContaining([...processMetrics]));
  });

  test('lets a metric have its own labels alone', async () => {
    const registry = new Registry();
    const undeclared = counter(registry, 'undeclared_total' satisfies MetricName, 'Undeclared.');
    undeclared.inc({ peer: 'payments' });
    // @ts-expect-error no label of this metric
    expect(() => undeclared.inc({ service: 'payments' })).toThrow(/label/);
    // @ts-expect-error not in the list
    expect(() => counter(registry, 'unknown_total', 'Unknown.')).toThrow(TypeError);
    expect(await registry.getSingleMetricAsString('undeclared_total')).toContain('{peer="payments"} 1');
  });
});
