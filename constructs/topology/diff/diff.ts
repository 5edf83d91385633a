import type { EdgePolicy } from '../../declaration';
import { sortedBy } from '../order';
import { edgesOf, type Topology } from '../topology';
import { addedAccess } from './access';
import { type ChangedObject, changedObjects } from './changed-objects';

/** What a service may do to another, publish for whoever listens, or answer to whoever asks. */
export interface Right {
  /** `access`: its routes and for whom; `undeclared`: whatever no declaration has, which it only logs. */
  readonly kind: 'call' | 'forward' | 'command' | 'event' | 'publication' | 'access' | 'undeclared';
  readonly from: string;
  /** Absent for a publication, access and what is undeclared. */
  readonly to?: string;
  /** Operations, routes, commands or subjects. Sorted. */
  readonly items: readonly string[];
}

/** A setting of an edge that exists before and after. */
export interface Setting {
  readonly kind: Right['kind'];
  readonly from: string;
  readonly to?: string;
  /** E.g. `timeoutMs`, or `version of orders.v1.order.placed`. */
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** How the declared communication differs between two revisions. All lists sorted; all empty: nothing differs. */
export interface TopologyDiff {
  readonly newServices: readonly string[];
  readonly goneServices: readonly string[];
  /** Edges where there was none. */
  readonly newEdges: readonly Right[];
  readonly goneEdges: readonly Right[];
  /** Existing edges, and access to existing services, with what was added to them. */
  readonly widenedEdges: readonly Right[];
  /** The same with what was taken from them. */
  readonly narrowedEdges: readonly Right[];
  readonly changedSettings: readonly Setting[];
  /** Kubernetes objects that are made anew, removed or changed. */
  readonly objects: readonly ChangedObject[];
}

export function diffTopology(before: Topology, after: Topology): TopologyDiff {
  const [old, now] = [rightsOf(before), rightsOf(after)];
  const both = [...now.values()].flatMap((right) => {
    const other = old.get(keyOf(right));
    return other === undefined ? [] : [{ before: other, after: right }];
  });
  return {
    newServices: missingFrom(before, after),
    goneServices: missingFrom(after, before),
    newEdges: [...now.values()].filter((right) => !old.has(keyOf(right))),
    goneEdges: [...old.values()].filter((right) => !now.has(keyOf(right))),
    widenedEdges: [...both.flatMap((pair) => without(pair.after, pair.before)), ...addedAccess(before, after)],
    narrowedEdges: [...both.flatMap((pair) => without(pair.before, pair.after)), ...addedAccess(after, before)],
    changedSettings: changedSettings(before, after),
    objects: changedObjects(before, after),
  };
}

/** Names of the services that only the second topology has. */
function missingFrom(first: Topology, second: Topology): string[] {
  return second.services.map(({ name }) => name).filter((name) => !first.byName.has(name));
}

function keyOf({ kind, from, to = '' }: Omit<Right, 'items'>): string {
  return [kind, from, to].join(' ');
}

function rightsOf(topology: Topology): ReadonlyMap<string, Right> {
  const rights = new Map<string, { right: Omit<Right, 'items'>; items: string[] }>();
  const add = (right: Omit<Right, 'items'>, items: readonly string[]): void => {
    const known = rights.get(keyOf(right));
    if (known === undefined) {
      rights.set(keyOf(right), { right, items: [...items] });
    } else {
      known.items.push(...items);
    }
  };
  for (const { kind, from, to, operations } of topology.calls) {
    add({ kind, from, to }, operations);
  }
  for (const { kind, from, to, routes } of topology.forwards) {
    add(
      { kind, from, to },
      routes.map(({ method, path }) => `${method} ${path}`),
    );
  }
  for (const { kind, from, to, command } of topology.commands) {
    add({ kind, from, to }, [command]);
  }
  for (const { kind, from, to, subject } of topology.events) {
    add({ kind, from, to }, [subject]);
  }
  for (const { name, publishes } of topology.services) {
    if (Object.keys(publishes).length > 0) {
      add({ kind: 'publication', from: name }, Object.keys(publishes));
    }
  }
  const sorted = sortedBy(rights, ([key]) => key);
  return new Map(sorted.map(([key, { right, items }]) => [key, { ...right, items: [...new Set(items)].sort() }]));
}

/** The items of the first right that the second lacks, as a right; none where it lacks none. */
function without(first: Right, second: Right): Right[] {
  const items = first.items.filter((item) => !second.items.includes(item));
  return items.length === 0 ? [] : [{ ...first, items }];
}

function changedSettings(before: Topology, after: Topology): Setting[] {
  const old = settingsOf(before);
  return [...settingsOf(after)].flatMap(([key, setting]) => {
    const other = old.get(key);
    return other === undefined || other.after === setting.after ? [] : [{ ...setting, before: other.after }];
  });
}

/** Every setting of every edge; its value stands in `after`. */
function settingsOf(topology: Topology): ReadonlyMap<string, Setting> {
  const settings = edgesOf(topology).flatMap((edge): Setting[] => {
    const { kind, from, to } = edge;
    const setting = (name: string, value: unknown): Setting => ({
      ...{ kind, from, to, name, before: '' },
      after: typeof value === 'object' ? JSON.stringify(value) : String(value),
    });
    return edge.kind === 'call' || edge.kind === 'forward'
      ? (Object.keys(edge.policy) as (keyof EdgePolicy)[]).sort().map((name) => setting(name, edge.policy[name]))
      : [setting(`version of ${edge.subject}`, edge.version), setting(`consumer of ${edge.subject}`, edge.consumer)];
  });
  return new Map(settings.map((setting) => [`${keyOf(setting)} ${setting.name}`, setting]));
}
