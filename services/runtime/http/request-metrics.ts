import type { Registry } from 'prom-client';
import { gauge, histogram } from '../telemetry';

/** Upper bounds in seconds. */
const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface RequestMetrics {
  began(): void;
  ended(method: string, route: string, status: number, seconds: number): void;
}

/** Rate, errors and duration by route template. */
export function requestMetrics(registry: Registry): RequestMetrics {
  const duration = histogram(registry, 'http_request_duration_seconds', 'Requests by how they were answered.', buckets);
  const inFlight = gauge(registry, 'http_requests_in_flight', 'Requests that are being answered.');
  return {
    began: () => inFlight.inc(),
    ended: (method, route, status, seconds) => {
      inFlight.dec();
      duration.observe({ method, route, status }, seconds);
    },
  };
}
