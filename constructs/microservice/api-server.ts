import type { Template } from '../template';
import { cidr, type Values } from '../values';

/**
 * The way to the API server, which stands outside the pods' network and so has no labels.
 * @param values where `apiServer.cidr` and `apiServer.port` are declared
 */
export function apiServerRule(values: Values): Template {
  const own = values.at('apiServer').describe('Where the API server is, for the NetworkPolicy.');
  const addresses = own.string('cidr', {
    default: '0.0.0.0/0',
    pattern: cidr,
    description: 'Addresses of the API server, e.g. 10.0.0.1/32.',
  });
  const port = own.integer('port', {
    default: 6_443,
    minimum: 1,
    maximum: 65_535,
    description: 'Port at which the API server itself listens, behind port 443 of its Service.',
  });
  return {
    to: [{ ipBlock: { cidr: addresses } }],
    ports: [
      { port: 443, protocol: 'TCP' },
      { port, protocol: 'TCP' },
    ],
  };
}
