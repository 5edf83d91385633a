import type { IncomingMessage } from 'node:http';
import { context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { contextFrom } from '../telemetry';

const tracer = trace.getTracer('@flotilla/runtime/http');

/** Runs work in a server span that continues the caller's trace; `endRequestSpan` ends it. */
export function inRequestSpan<T>(request: IncomingMessage, path: string, work: (span: Span) => T): T {
  const parent = contextFrom(request.headers);
  const method = request.method as string;
  const attributes = { 'http.request.method': method, 'url.path': path };
  const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent);
  return context.with(trace.setSpan(parent, span), () => work(span));
}

export function endRequestSpan(span: Span, method: string, route: string, status: number): void {
  if (span.isRecording()) {
    span.updateName(`${method} ${route}`);
    span.setAttributes({ 'http.route': route, 'http.response.status_code': status });
    if (status >= 500) {
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
  }
  span.end();
}
