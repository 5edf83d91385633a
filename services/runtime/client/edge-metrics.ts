import type { MetricLabel } from '@flotilla/constructs/declaration';
import type { Gauge, Histogram, Registry } from 'prom-client';
import { gauge, histogram } from '../telemetry';

/** Upper bounds in seconds. */
const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

type CallDurations = Histogram<MetricLabel<'peer_request_duration_seconds'>>;

/** Calls to other services: how long they took and how they ended, retries included; whoever needs it first makes it. */
export function callDurations(registry: Registry): CallDurations {
  return (
    (registry.getSingleMetric('peer_request_duration_seconds') as CallDurations | undefined) ??
    histogram(registry, 'peer_request_duration_seconds', 'Calls to other services by how they ended.', buckets)
  );
}

/** State of the breakers of all edges; the first edge makes it. */
export function breakerGauge(registry: Registry): Gauge<'peer'> {
  return (
    (registry.getSingleMetric('peer_breaker_open') as Gauge<'peer'> | undefined) ??
    gauge(registry, 'peer_breaker_open', '1 while the breaker of an edge refuses calls.')
  );
}
