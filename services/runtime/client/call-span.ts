import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('@flotilla/runtime/client');

/**
 * Runs a call in a client span.
 * @param work given the headers that hand the trace on
 */
export async function inCallSpan<T>(
  peer: string,
  operation: string,
  work: (traceHeaders: Record<string, string>) => Promise<T>,
): Promise<T> {
  const attributes = { 'peer.service': peer, 'rpc.method': operation };
  const span = tracer.startSpan(`${peer}.${operation}`, { kind: SpanKind.CLIENT, attributes });
  const active = trace.setSpan(context.active(), span);
  const headers: Record<string, string> = {};
  propagation.inject(active, headers);
  try {
    return await context.with(active, () => work(headers));
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
    throw error;
  } finally {
    span.end();
  }
}
