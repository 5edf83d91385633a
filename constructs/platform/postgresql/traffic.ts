import { tcp } from '../../microservice';
import { provisionerUser } from '../../topology';
import type { Component } from '../component';
import { extraIngress, podsOf, type Traffic } from '../network-policy';
import { databaseOwners, port } from './databases';

/** In: the services that have a database, their migrations and scheduled jobs, the provisioner. Out: nothing. */
export function postgreSqlTraffic(component: Component): Pick<Traffic, 'ingress' | 'egress'> {
  const { topology, names } = component;
  const clients = databaseOwners(topology).flatMap(({ name, database, jobs = {} }) => [
    names.selector(name),
    ...(database?.migrations === true ? [names.selector(name, 'migration')] : []),
    ...(Object.keys(jobs).length > 0 ? [names.selector(name, 'job')] : []),
  ]);
  const from = [...clients, names.selector(provisionerUser, 'job')].map(podsOf);
  return { ingress: [{ from, ports: [tcp(port)] }, extraIngress(component)], egress: [] };
}
