import { once } from 'node:events';
import { createServer } from 'node:net';
import { pino } from 'pino';
import { Gauge, Registry } from 'prom-client';
import type { Component } from '../lifecycle/component';
import { AdminServer, Readiness } from '.';

const silent = pino({ level: 'silent' });

/** A component that is ready while `reason` is unset. */
class Part implements Component {
  reason: string | undefined;
  asked = 0;

  constructor(readonly name: string) {}

  async start(): Promise<void> {}
  async stop(): Promise<void> {}
  async ready(): Promise<void> {
    this.asked += 1;
    if (this.reason !== undefined) {
      throw new Error(this.reason);
    }
  }
}

describe('the admin server', () => {
  let now: number;
  let registry: Registry;
  let readiness: Readiness;
  let server: AdminServer;
  const [database, broker] = [new Part('database'), new Part('broker')];
  const ask = async (path: string, method = 'GET'): Promise<[number, unknown]> => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
    return [response.status, method === 'HEAD' ? await response.text() : await response.json()];
  };

  beforeEach(async () => {
    now = 0;
    registry = new Registry();
    readiness = new Readiness(silent, () => now);
    server = new AdminServer({ port: 0, host: '127.0.0.1', readiness, registry, logger: silent });
    await server.start();
  });

  afterEach(() => server.stop());

  test('tells starting, serving and draining apart', async () => {
    const probes = async () => (await Promise.all(['/livez', '/startupz', '/readyz'].map((path) => ask(path)))).flat();
    const draining = { status: 'not ready', unready: [{ component: 'service', reason: 'draining' }] };
    const starting = { status: 'not ready', unready: [{ component: 'service', reason: 'starting' }] };
    expect(await probes()).toEqual([200, { status: 'alive' }, 503, { status: 'starting' }, 503, starting]);
    readiness.serve([]);
    expect(await probes()).toEqual([200, { status: 'alive' }, 200, { status: 'started' }, 200, { status: 'ready' }]);
    readiness.drain();
    expect(await probes()).toEqual([200, { status: 'alive' }, 200, { status: 'started' }, 503, draining]);
  });

  test('never counts as started when it stops before it has', async () => {
    readiness.drain();
    expect(await ask('/startupz')).toEqual([503, { status: 'draining' }]);
  });

  test('names every component that is not ready, and asks at most once a second', async () => {
    const bystander: Component = { name: 'relay', start: async () => undefined, stop: async () => undefined };
    readiness.serve([database, broker, bystander]);
    database.asked = 0;
    expect(await ask('/readyz')).toEqual([200, { status: 'ready' }]);
    database.reason = 'no answer from db:5432';
    broker.reason = 'disconnected';
    now = 999;
    expect(await ask('/readyz')).toEqual([200, { status: 'ready' }]);
    now = 1_000;
    await Promise.all([ask('/readyz'), ask('/readyz')]);
    expect(await ask('/readyz')).toEqual([
      503,
      {
        status: 'not ready',
        unready: [
          { component: 'database', reason: 'no answer from db:5432' },
          { component: 'broker', reason: 'disconnected' },
        ],
      },
    ]);
    expect(database.asked).toBe(2);
    database.reason = undefined;
    broker.reason = undefined;
    now = 2_000;
    expect(await ask('/readyz')).toEqual([200, { status: 'ready' }]);
  });

  test('does not wait for a component that does not answer', async () => {
    const silentPart = new Part('database');
    silentPart.ready = () => new Promise(() => undefined);
    readiness.serve([silentPart]);
    expect(await ask('/readyz')).toEqual([
      503,
      { status: 'not ready', unready: [{ component: 'database', reason: 'no answer in 1000 ms' }] },
    ]);
  });

  test('gives metrics in the text format of Prometheus', async () => {
    new Gauge({ name: 'entries', help: 'Entries.', registers: [registry] }).set(3);
    const response = await fetch(`http://127.0.0.1:${server.port}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(await response.text()).toContain('\nentries 3\n');
  });

  test('answers 500 when metrics cannot be read, and goes on', async () => {
    new Gauge({
      name: 'broken',
      help: 'Broken.',
      registers: [registry],
      collect: () => Promise.reject(new Error('no')),
    });
    expect(await ask('/metrics')).toEqual([500, { status: 'failed' }]);
    expect(await ask('/livez')).toEqual([200, { status: 'alive' }]);
  });

  test('knows no other path and no other method', async () => {
    expect(await ask('/')).toEqual([404, { status: 'not found' }]);
    expect(await ask('/livez', 'POST')).toEqual([405, { status: 'method not allowed' }]);
    expect(await ask('/livez', 'HEAD')).toEqual([200, '']);
  });

  test('says which port is taken', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as { port: number };
    const second = new AdminServer({ port, host: '127.0.0.1', readiness, registry, logger: silent });
    await expect(second.start()).rejects.toThrow(new RegExp(`admin port ${port}: .*EADDRINUSE.*; free it or set`));
    await second.stop();
    occupant.close();
  });
});
