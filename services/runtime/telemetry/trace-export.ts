import { DiagLogLevel, diag, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import type { TelemetryOptions } from './telemetry';

/** Recording and sending of spans. */
export interface TraceExport {
  stop(): Promise<void>;
}

/** How long one request to the collector may take, in milliseconds; also how long the end of a service waits for it. */
const exportTimeoutMs = 3_000;

export function startTraceExport({ service, endpoint, samplePercent, logger }: TelemetryOptions): TraceExport {
  diag.setLogger(
    {
      error: (message) => logger.warn({ part: 'telemetry' }, message),
      warn: (message) => logger.warn({ part: 'telemetry' }, message),
      info: () => undefined,
      debug: () => undefined,
      verbose: () => undefined,
    },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: exportTimeoutMs,
  });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: service }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(samplePercent / 100) }),
    spanProcessors: [new BatchSpanProcessor(exporter, { exportTimeoutMillis: exportTimeoutMs })],
  });
  trace.setGlobalTracerProvider(provider);
  return {
    async stop() {
      await provider.shutdown().catch((error: unknown) => logger.warn({ err: error }, 'some spans were not sent'));
      trace.disable();
      diag.disable();
    },
  };
}
