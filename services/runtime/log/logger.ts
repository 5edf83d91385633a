import { isSpanContextValid, trace } from '@opentelemetry/api';
import { type DestinationStream, type Logger, pino, stdSerializers, stdTimeFunctions } from 'pino';
import { currentContext } from '../context';
import { redactedPaths } from './redaction';

export interface LoggerOptions {
  /** Name of the service, in every record. */
  readonly service: string;
  /** Least severe level that is written. */
  readonly level: string;
  /** @default - standard output */
  readonly destination?: DestinationStream;
}

/**
 * A logger that writes one JSON object per line. Records carry the ids of the request or message and of the trace in
 * which they were written, under the names of the OpenTelemetry log model.
 */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: stdSerializers.errWithCause },
    redact: { paths: redactedPaths, censor: '[redacted]' },
    mixin: ids,
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function ids(): Record<string, string> {
  const record: Record<string, string> = {};
  const context = currentContext();
  if (context !== undefined) {
    record.correlation_id = context.correlationId;
    if (context.requestId !== undefined) {
      record.request_id = context.requestId;
    }
  }
  const span = trace.getActiveSpan()?.spanContext();
  if (span !== undefined && isSpanContextValid(span)) {
    record.trace_id = span.traceId;
    record.span_id = span.spanId;
  }
  return record;
}
