import {
  commandSubject,
  consumersOf,
  deadLetterSubject,
  inboxPrefix,
  type ServiceDeclaration,
} from '../../declaration';
import { sortedBy } from '../order';
import { type Topology, usesBroker } from '../topology';
import { durableConsumersOf } from './consumers';
import { streamsOf } from './streams';

/** A subject that a user may use, and why. */
export interface Grant {
  /** May end in `>`. */
  readonly subject: string;
  readonly reason: string;
}

/** A user of the broker and everything it may do. What is not listed is refused. */
export interface BrokerUser {
  readonly name: string;
  /** Never empty, sorted by subject. */
  readonly publish: readonly Grant[];
  /** Never empty, sorted by subject. */
  readonly subscribe: readonly Grant[];
}

/** The user that makes streams and consumers; no service is called so. */
export const provisionerUser = 'provisioner';

/**
 * One user for every service that uses the broker, and the provisioner. Sorted by name.
 *
 * A service never makes streams or consumers: their configuration is not bound by the subjects a user may read
 * (nats-io/nats-server#6180, #4225, #8274). It reads through its own durable consumers, and in no other way.
 */
export function brokerPermissions(topology: Topology): BrokerUser[] {
  const services = topology.services.filter(usesBroker);
  return services.length === 0 ? [] : sortedBy([...services.map(userOf), provisionerOf(topology)], ({ name }) => name);
}

function userOf(service: ServiceDeclaration): BrokerUser {
  const { name } = service;
  const consumers = consumersOf(service);
  return {
    name,
    publish: grants([
      ...Object.keys(service.publishes).map((subject) => ({ subject, reason: 'event that it publishes' })),
      ...Object.entries(service.sends ?? {}).flatMap(([receiver, commands]) =>
        commands.map((command) => ({
          subject: commandSubject(receiver, command),
          reason: `command that it sends to ${receiver}`,
        })),
      ),
      ...consumers.flatMap(({ stream, durable }) => [
        { subject: `$JS.API.CONSUMER.INFO.${stream}.${durable}`, reason: `see its consumer ${durable} of ${stream}` },
        { subject: `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`, reason: `pull from ${durable} of ${stream}` },
        { subject: `$JS.ACK.${stream}.${durable}.>`, reason: `acknowledge what ${durable} of ${stream} gave it` },
      ]),
      ...(consumers.length > 0
        ? [{ subject: deadLetterSubject(name, '>'), reason: 'store what it cannot handle' }]
        : []),
    ]),
    subscribe: [inboxOf(name)],
  };
}

function provisionerOf(topology: Topology): BrokerUser {
  const name = provisionerUser;
  return {
    name,
    publish: grants([
      ...streamsOf(topology).flatMap(({ name: stream }) => [
        { subject: `$JS.API.STREAM.INFO.${stream}`, reason: `compare the stream ${stream}` },
        { subject: `$JS.API.STREAM.CREATE.${stream}`, reason: `make the stream ${stream}` },
        { subject: `$JS.API.STREAM.UPDATE.${stream}`, reason: `change the stream ${stream}` },
      ]),
      ...durableConsumersOf(topology).flatMap(({ stream, config: { durable_name: durable } }) => [
        { subject: `$JS.API.CONSUMER.INFO.${stream}.${durable}`, reason: `compare ${durable} of ${stream}` },
        { subject: `$JS.API.CONSUMER.CREATE.${stream}.${durable}`, reason: `make or change ${durable} of ${stream}` },
      ]),
    ]),
    subscribe: [inboxOf(name)],
  };
}

function inboxOf(user: string): Grant {
  return { subject: `${inboxPrefix(user)}.>`, reason: 'answers to its own requests' };
}

function grants(list: readonly Grant[]): Grant[] {
  return sortedBy(list, ({ subject }) => subject);
}
