import type { Route } from '../../declaration';
import type { Topology } from '../topology';
import type { Right } from './diff';

type Access = Route['access'];

/** What services that are in both topologies admit by the second and did not by the first. */
export function addedAccess(before: Topology, after: Topology): Right[] {
  return after.services.flatMap(({ name, http, enforce }): Right[] => {
    const other = before.byName.get(name);
    if (other === undefined) {
      return [];
    }
    const known = new Map(other.http.routes.map(({ method, path, access }) => [`${method} ${path}`, access]));
    const items = http.routes
      .map(({ method, path, access }) => ({ route: `${method} ${path}`, access }))
      .filter(({ route, access }) => !admitsAll(known.get(route), access))
      .map(({ route, access }) => `${route} for ${callersOf(access)}`)
      .sort();
    return [
      ...(items.length === 0 ? [] : [{ kind: 'access', from: name, items } as const]),
      ...(enforce === 'log' && other.enforce !== 'log'
        ? [{ kind: 'undeclared', from: name, items: ['undeclared communication'] } as const]
        : []),
    ];
  });
}

/** Whether everybody whom the second access admits is admitted by the first; nothing admits nobody. */
function admitsAll(first: Access | undefined, second: Access): boolean {
  if (first === undefined || second === 'public') {
    return first === 'public';
  }
  if (typeof first === 'string') {
    return true;
  }
  return typeof second === 'object' && second.roles.every((role) => first.roles.includes(role));
}

function callersOf(access: Access): string {
  return access === 'public' ? 'anybody' : access === 'user' ? 'every user' : [...access.roles].sort().join(', ');
}
