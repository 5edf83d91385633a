import type { Topology } from '@flotilla/constructs/topology';
import { type Sample, samplesIn } from './metrics-text';
import { type Observation, observationOf } from './observation';

const timeoutMs = 5_000;

/** Asks services for their metrics and compares them with the topology. @param adminUrls by service */
export async function observeFleet(
  topology: Topology,
  adminUrls: Readonly<Record<string, string>>,
): Promise<Observation> {
  const metrics = new Map<string, readonly Sample[]>();
  const ask = async ([name, url]: [string, string]): Promise<void> => {
    const text = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(timeoutMs) }).then(
      (response) => (response.ok ? response.text() : undefined),
      () => undefined,
    );
    if (text !== undefined) metrics.set(name, samplesIn(text));
  };
  await Promise.all(Object.entries(adminUrls).map(ask));
  return observationOf(topology, metrics);
}
