import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Message } from '../messaging';

const tracer = trace.getTracer('@flotilla/runtime/messaging');

/**
 * Runs the handling of a message in a consumer span: a child of the publishing span, so that a flow reads as one
 * trace, and linked to it, as the conventions for messaging ask.
 */
export async function inConsumerSpan<T>(message: Message, consumer: string, work: () => Promise<T>): Promise<T> {
  const origin = propagation.extract(context.active(), message.headers);
  const sender = trace.getSpanContext(origin);
  const span = tracer.startSpan(
    `process ${message.subject}`,
    {
      kind: SpanKind.CONSUMER,
      links: sender === undefined ? [] : [{ context: sender }],
      attributes: {
        'messaging.system': 'nats',
        'messaging.operation.type': 'process',
        'messaging.destination.name': message.subject,
        'messaging.consumer.group.name': consumer,
        'messaging.message.id': message.id,
        'messaging.message.conversation_id': message.correlationId,
      },
    },
    origin,
  );
  try {
    return await context.with(trace.setSpan(origin, span), work);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
    throw error;
  } finally {
    span.end();
  }
}
