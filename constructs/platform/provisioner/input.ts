import { inboxPrefix } from '../../declaration';
import { secretDirectory } from '../../microservice';
import { type Condition, expressionOf, Guard, type TemplateObject } from '../../template';
import { durableConsumersOf, provisionerUser, streamsOf } from '../../topology';
import type { Component } from '../component';
import { natsPorts, serverCount } from '../nats';
import { databaseName, databaseOwners, port, superuser } from '../postgresql';

/** File with the password of a database's role. */
export function passwordFile(database: string): string {
  return `databases/${database}`;
}

/** File with the password of a database's second role. */
export function standbyPasswordFile(database: string): string {
  return `databases/${database}.standby`;
}

/** File with the password of the superuser. */
export const superuserFile = 'superuser';

/** File with the nkey seed of the provisioner. */
export const seedFile = 'nkey';

/** What is to be there, as JSON: what runs it knows nothing but this. */
export function provisionerInput(component: Component, postgresql: Condition): TemplateObject {
  return {
    'nats.json': expressionOf(json(natsInput(component))),
    'postgresql.json': new Guard(postgresql, expressionOf(json(postgreSqlInput(component)))),
  };
}

function natsInput({ topology, names, platform }: Component): object {
  const streams = platform.at('nats', 'streams').describe('Limits of every stream.');
  const maxBytes = streams.integer('maxBytes', {
    default: 2 ** 30,
    minimum: 2 ** 20,
    maximum: 2 ** 40,
    description: 'Size at which a stream drops its oldest messages, in bytes; all streams must fit into maxFileStore.',
  });
  const { replicas } = serverCount(platform.at('nats'));
  return {
    url: `nats://${names.name('nats')}:${natsPorts.client}`,
    seedFile: `${secretDirectory}/${seedFile}`,
    inboxPrefix: inboxPrefix(provisionerUser),
    streams: streamsOf(topology, { replicas, maxBytes }),
    consumers: durableConsumersOf(topology).map(({ stream, config }) => ({ stream, config })),
  };
}

function postgreSqlInput({ topology, names }: Component): object {
  return {
    host: names.name('postgresql'),
    port,
    user: superuser,
    passwordFile: `${secretDirectory}/${superuserFile}`,
    databases: databaseOwners(topology).map(({ name }) => ({
      name: databaseName(name),
      passwordFile: `${secretDirectory}/${passwordFile(databaseName(name))}`,
      standbyPasswordFile: `${secretDirectory}/${standbyPasswordFile(databaseName(name))}`,
    })),
  };
}

function json(value: object): string {
  return JSON.stringify(value, null, 2);
}
