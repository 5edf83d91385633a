import { serviceName } from './schema/declaration-schema';
import { isName } from './schema/object-schema';

/** A key or a list index on the way to a value. */
export type PathStep = string | number;

/**
 * File in which a service is declared, by convention, relative to the repository. A name that no service may have is no
 * file's either; there it is the service, or, by its number (`#2`), the declaration.
 */
export function declarationFile(service: string): string {
  if (isName(serviceName, service)) {
    return `services/${service}/service.ts`;
  }
  return /^#\d+$/.test(service) ? `declaration ${service}` : `service ${JSON.stringify(service)}`;
}

/** Key path as one would write it in TypeScript: `calls.products[1]`, `subscribes['users.v1.user.deleted']`. */
export function keyPath(path: readonly PathStep[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') {
      return `${text}[${step}]`;
    }
    if (/^[A-Za-z_$][\w$]*$/.test(step)) {
      return text === '' ? step : `${text}.${step}`;
    }
    return `${text}['${step}']`;
  }, '');
}

/** Where in the declarations something stands, e.g. `services/orders/service.ts: calls.products[1]`. */
export function placeOf(service: string, ...path: PathStep[]): string {
  return path.length === 0 ? declarationFile(service) : `${declarationFile(service)}: ${keyPath(path)}`;
}
