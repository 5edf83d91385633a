import { brokerPort } from '../../topology';

/** Ports of every server. */
export const ports = { client: brokerPort, routes: 6_222, monitor: 8_222 } as const;

/**
 * What is spoken there, as Istio reads it off a Service. A server speaks first, and a sidecar that looks for the protocol
 * waits for its client to (istio/istio#28623).
 */
export const protocols: Readonly<Record<keyof typeof ports, string>> = {
  client: 'tcp',
  routes: 'tcp',
  monitor: 'http',
};

/** Volumes of every server, by name, and where they are mounted. */
export const volumes = { config: { path: '/etc/nats' }, data: { path: '/data' } } as const;

/** Servers of a cluster: the least that keeps what it acknowledged when one of them is lost. */
export const clusterSize = 3;

/** Service that gives every server a name of its own. */
export function headlessName(fullName: string): string {
  return `${fullName}-headless`;
}

/** Addresses at which the servers of a cluster find each other. */
export function routes(fullName: string): string[] {
  return Array.from(
    { length: clusterSize },
    (_, index) => `nats://${fullName}-${index}.${headlessName(fullName)}:${ports.routes}`,
  );
}
