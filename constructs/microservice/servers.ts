import { allOf, type Condition, type Expression, Given, not } from '../template';
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

/** The values name a broker by its URL. */
export function brokerNamed(values: Values): Condition {
  return new Given([...values.path, 'nats', 'url']);
}

/**
 * A broker elsewhere takes both its URL and a way to it: with the one alone no service would connect.
 * @param enabled there are network policies
 * @param extraEgress further rules, which may be that way
 */
export function refuseHalfABroker(values: Values, enabled: Condition, extraEgress: Condition): void {
  const key = (...keys: string[]): string => [...values.path, ...keys].join('.');
  const [url, cidr] = [key('nats', 'url'), key('networkPolicy', 'nats', 'cidr')];
  const { outside } = serverAddress(values, brokerServer);
  values.refuse(
    allOf(enabled, brokerNamed(values), not(outside), not(extraEgress)),
    `value ${cidr}: is empty while ${url} names a NATS outside this release, expected its addresses, or a rule that leads to it in ${key('networkPolicy', 'extraEgress')}; leave ${url} empty for the NATS of this release`,
  );
  values.refuse(
    allOf(enabled, outside, not(brokerNamed(values))),
    `value ${url}: is empty while ${cidr} leads to a NATS outside this release, expected its URL; or leave ${cidr} empty for the NATS of this release`,
  );
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
