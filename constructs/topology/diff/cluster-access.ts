import type { RbacRule } from '../../declaration';
import type { Topology } from '../topology';
import type { Right } from './diff';

/** One verb on one resource. */
interface ClusterAccess {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  /** @default - all names */
  readonly name?: string;
}

/** What services may ask of the API server by the second topology, and could not by the first. */
export function addedClusterAccess(before: Topology, after: Topology): Right[] {
  return after.services.flatMap(({ name, rbac }): Right[] => {
    const known = accessOf(before.byName.get(name)?.rbac);
    const added = accessOf(rbac).filter((access) => !known.some((other) => covers(other, access)));
    const items = [...new Set(added.map(textOf))].sort();
    return items.length === 0 ? [] : [{ kind: 'cluster', from: name, items }];
  });
}

function accessOf(rules: readonly RbacRule[] = []): ClusterAccess[] {
  return rules.flatMap(({ apiGroups, resources, verbs, resourceNames }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        verbs.flatMap((verb): ClusterAccess[] =>
          resourceNames === undefined
            ? [{ group, resource, verb }]
            : resourceNames.map((name) => ({ group, resource, verb, name })),
        ),
      ),
    ),
  );
}

/** Whether whoever has the first has the second too. */
function covers(first: ClusterAccess, second: ClusterAccess): boolean {
  return (
    (['group', 'resource', 'verb'] as const).every((part) => first[part] === '*' || first[part] === second[part]) &&
    (first.name === undefined || first.name === second.name)
  );
}

/** `get pods`, `list deployments.apps`, `get secrets tls` for the one of that name. */
function textOf({ group, resource, verb, name }: ClusterAccess): string {
  return `${verb} ${resource}${group === '' ? '' : `.${group}`}${name === undefined ? '' : ` ${name}`}`;
}
