import { context, trace } from '@opentelemetry/api';
import { createLogger } from '../log';
import { contextFrom, Telemetry } from '.';

/**
 * A process of a test's own, since the exporter loads parts of itself in a way that Jest does not know. It records a
 * span without a caller and one for each caller, and ends. Arguments: endpoint, percent of new traces, then a
 * `traceparent` for each caller.
 */
async function main([endpoint = '', percent = '', ...callers]: readonly string[]): Promise<void> {
  const logger = createLogger({ service: 'ledger', level: 'info' });
  const telemetry = new Telemetry({ service: 'ledger', endpoint, samplePercent: Number(percent), logger });
  const tracer = trace.getTracer('child');
  await telemetry.start();
  tracer.startSpan('new').end();
  for (const traceparent of callers) {
    context.with(contextFrom({ traceparent }), () => tracer.startSpan(`called by ${traceparent}`).end());
  }
  await telemetry.stop();
}

void main(process.argv.slice(2));
