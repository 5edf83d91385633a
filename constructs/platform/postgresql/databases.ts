import type { ServiceDeclaration } from '../../declaration';
import type { Topology } from '../../topology';
import type { Component } from '../component';

export const port = 5_432;

/** The superuser of the official image. */
export const superuser = 'postgres';

/** The services that have a database. */
export function databaseOwners(topology: Topology): ServiceDeclaration[] {
  return topology.services.filter(({ database }) => database !== undefined);
}

/** Name of a service's database and of the role that owns it. */
export function databaseName(service: string): string {
  return service.replaceAll('-', '_');
}

/** Secret with the `db_url` of a service, and with `password` and `standby-password` of its two roles. */
export function databaseSecret({ names }: Component, service: string): string {
  return names.name(`${service}-db-secret`);
}

/** Secret with the `password` of the superuser. */
export function superuserSecret({ names }: Component): string {
  return names.name('postgresql-superuser');
}
