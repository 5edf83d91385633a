import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { context, propagation, trace } from '@opentelemetry/api';
import { pino } from 'pino';
import { contextFrom, Telemetry } from '.';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const sampled = `00-${traceId}-b7ad6b7169203331-01`;
const unsampled = `00-${traceId}-b7ad6b7169203331-00`;
const silent = pino({ level: 'silent' });
const tracer = trace.getTracer('test');

interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue?: string } }[] };
    readonly scopeSpans: readonly { readonly spans: readonly { name: string; traceId: string }[] }[];
  }[];
}

/** What a service downstream gets while this one handles a request with these headers. */
async function handedOn(headers: Record<string, string>): Promise<Record<string, string>> {
  return context.with(contextFrom(headers), async () => {
    await Promise.resolve();
    const outgoing: Record<string, string> = {};
    propagation.inject(context.active(), outgoing);
    return outgoing;
  });
}

afterEach(() => {
  propagation.disable();
  context.disable();
});

describe('telemetry without a collector', () => {
  const loaded = jest.fn();
  let telemetry: Telemetry;

  beforeEach(async () => {
    jest.doMock('./trace-export', () => loaded());
    telemetry = new Telemetry({ service: 'ledger', endpoint: '', samplePercent: 100, logger: silent });
    await telemetry.start();
  });

  afterEach(async () => {
    await telemetry.stop();
    jest.dontMock('./trace-export');
  });

  test('hands the trace context of the caller on, as it came', async () => {
    const headers = { traceparent: sampled, tracestate: 'vendor=1' };
    expect(await handedOn(headers)).toEqual(headers);
    expect(await handedOn({})).toEqual({});
  });

  test('records nothing and does not load the exporter', () => {
    expect(tracer.startSpan('nothing').isRecording()).toBe(false);
    expect(loaded).not.toHaveBeenCalled();
  });
});

describe('telemetry with a collector', () => {
  let requests: { path: string; body: ExportRequest }[];
  let status: number;
  let collector: Server;
  /** Runs `child-traces.ts` to its end; gives what it logged. */
  const record = async (samplePercent: number, ...callers: readonly string[]): Promise<string> => {
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/`;
    const file = join(__dirname, 'child-traces.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...['--conditions=source', '--import', 'tsx', file, endpoint, String(samplePercent)],
      ...callers,
    ]);
    return stdout;
  };
  const spans = () =>
    requests.flatMap(({ body }) =>
      body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
    );

  beforeEach(async () => {
    requests = [];
    status = 200;
    collector = createServer(async (request, response) => {
      requests.push({ path: request.url ?? '', body: (await json(request)) as ExportRequest });
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
  });

  afterEach(() => {
    collector.closeAllConnections();
    collector.close();
  });

  test('sends what was recorded before it stops, under the name of the service', async () => {
    expect(await record(100)).toBe('');
    expect(requests.map(({ path }) => path)).toEqual(['/v1/traces']);
    expect(requests[0]!.body.resourceSpans[0]!.resource.attributes).toContainEqual({
      key: 'service.name',
      value: { stringValue: 'ledger' },
    });
    expect(spans().map(({ name }) => name)).toEqual(['new']);
  });

  test('samples new traces by its share, and those of callers as the caller decided', async () => {
    await record(0, sampled, unsampled);
    expect(spans()).toEqual([expect.objectContaining({ name: `called by ${sampled}`, traceId })]);
  });

  test('stops in spite of a collector that refuses, and says so', async () => {
    status = 400;
    expect(await record(100)).toMatch(/"level":"warn"/);
  });
});
