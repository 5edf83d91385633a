import type { Template } from '../template';
import type { Values } from '../values';

/**
 * The way to the API server, which stands outside the pods' network and so has no labels.
 * @param values where `apiServer.cidr` and `apiServer.port` are declared
 */
export function apiServerRule(values: Values): Template {
  const own = values.at('apiServer').describe('Where the API server is, for the NetworkPolicy.');
  const cidr = own.string('cidr', {
    default: '0.0.0.0/0',
    pattern: '^([0-9]{1,3}([.][0-9]{1,3}){3}/[0-9]{1,2}|[0-9a-f:]{2,39}/[0-9]{1,3})$',
    description: 'Addresses of the API server, e.g. 10.0.0.1/32.',
  });
  const port = own.integer('port', {
    default: 6_443,
    minimum: 1,
    maximum: 65_535,
    description: 'Port at which the API server itself listens, behind port 443 of its Service.',
  });
  return {
    to: [{ ipBlock: { cidr } }],
    ports: [
      { port: 443, protocol: 'TCP' },
      { port, protocol: 'TCP' },
    ],
  };
}
