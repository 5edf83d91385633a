import { propagation, SpanKind, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { currentContext } from '../../context';
import { Outbox } from '../../outbox';
import { eventually } from '../../testing';
import { auditConsumers, effects, ledgerRelay, post, writeDown } from './parties';
import { openStage, type Stage } from './stage';

describe('a trace', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  let stage: Stage;

  beforeAll(() => provider.register());

  afterAll(async () => {
    trace.disable();
    propagation.disable();
    await provider.shutdown();
  });

  afterEach(() => stage.close());

  test('goes from the change over the outbox and the broker to the effect', async () => {
    stage = await openStage();
    const outbox = new Outbox();
    const correlations: unknown[] = [];
    await stage.start(ledgerRelay(stage.database, outbox, stage.broker));
    await stage.start(
      auditConsumers(stage.database, stage.broker, async (message, context) => {
        correlations.push(currentContext()?.correlationId, message.correlationId);
        await writeDown(message, context);
      }),
    );
    const [id] = await trace.getTracer('test').startActiveSpan('request', async (span) => {
      const ids = await post(stage.database, outbox, [1]);
      span.end();
      return ids;
    });
    await eventually(async () => (await effects(stage.database)).length === 1);
    const spans = await eventually(() => {
      const finished = exporter.getFinishedSpans();
      return finished.some(({ name }) => name.startsWith('process')) && finished;
    });
    const named = (name: string) => spans.find((span) => span.name === name)!;
    const [request, send, process] = ['request', 'send ledger.v1.entry.posted', 'process ledger.v1.entry.posted'].map(
      named,
    );
    expect(send).toMatchObject({
      kind: SpanKind.PRODUCER,
      parentSpanContext: { spanId: request?.spanContext().spanId },
    });
    expect(process).toMatchObject({
      kind: SpanKind.CONSUMER,
      parentSpanContext: { spanId: send?.spanContext().spanId },
      links: [{ context: { spanId: send?.spanContext().spanId } }],
      attributes: { 'messaging.message.id': id, 'messaging.consumer.group.name': 'audit-events' },
    });
    const sql = spans.filter(({ attributes }) => attributes['db.system.name'] === 'postgresql');
    expect(new Set(sql.map((span) => span.spanContext().traceId))).toEqual(new Set([request?.spanContext().traceId]));
    expect(sql.map(({ name }) => name)).toEqual(expect.arrayContaining(['inbox-receive', 'INSERT']));
    expect(JSON.stringify(sql.map(({ attributes }) => attributes))).not.toContain(id);
    expect(correlations).toEqual([id, id]);
  });
});
