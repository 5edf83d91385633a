import { type Condition, type Expression, Given } from '../template';
import { brokerPort } from '../topology';
import { optionalCidr, type Values } from '../values';

/** What a service connects to besides its peers. */
export interface Server {
  /** Key of its values. */
  readonly key: string;
  readonly what: string;
  /** Label `app.kubernetes.io/name` of its pods, where it is part of the release. */
  readonly component: string;
  readonly port: number;
}

export const databaseServer: Server = { key: 'database', what: 'PostgreSQL', component: 'postgresql', port: 5_432 };
export const brokerServer: Server = { key: 'nats', what: 'NATS', component: 'nats', port: brokerPort };

/** Where the network has a server, as values say it. */
export interface ServerAddress {
  /** Addresses of a server outside of the release. */
  readonly cidr: Expression;
  /** The values give such addresses. */
  readonly outside: Condition;
  readonly port: number;
}

/** @param values those of the service */
export function serverAddress(values: Values, { key, what, port }: Server): ServerAddress {
  const own = values.at('networkPolicy', key);
  return {
    cidr: own.text('cidr', {
      default: '',
      pattern: optionalCidr,
      description: `Addresses of a ${what} outside this release, e.g. 10.20.0.0/24; empty: the one of this release.`,
    }),
    outside: new Given([...own.path, 'cidr']),
    port: own.integer('port', {
      default: port,
      minimum: 1,
      maximum: 65_535,
      description: `Port of the ${what}.`,
    }),
  };
}
