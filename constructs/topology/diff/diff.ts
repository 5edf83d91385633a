import type { EdgePolicy, ServiceDeclaration } from '../../declaration';
import { sortedBy } from '../order';
import { type Edge, edgesOf, type Topology } from '../topology';
import { addedAccess } from './access';
import { addedClusterAccess } from './cluster-access';

/** What a service may do to another, publish for whoever listens, answer to whoever asks, and use besides. */
export interface Right {
  /**
   * `access`: its routes and for whom; `cluster`: what it may ask of the API server; `undeclared`: whatever no
   * declaration has, which it only logs.
   */
  readonly kind:
    | 'call'
    | 'forward'
    | 'command'
    | 'event'
    | 'publication'
    | 'access'
    | 'database'
    | 'secret'
    | 'job'
    | 'cluster'
    | 'undeclared';
  readonly from: string;
  /** Only for calls, forwards, commands and events. */
  readonly to?: string;
  /** Operations, routes, commands, subjects, keys of Secrets, jobs or verbs on resources. Sorted. */
  readonly items: readonly string[];
}

/** A setting of an edge, or of something of a service, that exists before and after. */
export interface Setting {
  readonly kind: Right['kind'];
  readonly from: string;
  readonly to?: string;
  /** E.g. `timeoutMs`, or `version of orders.v1.order.placed`. */
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/**
 * How the declared communication differs between two revisions; nothing differs where all lists are empty. Their order
 * depends on what is declared alone.
 */
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
}

export function diffTopology(before: Topology, after: Topology): TopologyDiff {
  const [old, now] = [rightsOf(before), rightsOf(after)];
  const both = [...now.values()].flatMap((right) => {
    const other = old.get(keyOf(right));
    return other === undefined ? [] : [{ before: other, after: right }];
  });
  const mayAsk = ({ byName }: Topology, { from }: Right): boolean => (byName.get(from)?.rbac ?? []).length > 0;
  const [moreAccess, lessAccess] = [addedClusterAccess(before, after), addedClusterAccess(after, before)];
  return {
    newServices: missingFrom(before, after),
    goneServices: missingFrom(after, before),
    newEdges: [
      ...[...now.values()].filter((right) => !old.has(keyOf(right))),
      ...moreAccess.filter((right) => !mayAsk(before, right)),
    ],
    goneEdges: [
      ...[...old.values()].filter((right) => !now.has(keyOf(right))),
      ...lessAccess.filter((right) => !mayAsk(after, right)),
    ],
    widenedEdges: [
      ...both.flatMap((pair) => without(pair.after, pair.before)),
      ...addedAccess(before, after),
      ...moreAccess.filter((right) => mayAsk(before, right)),
    ],
    narrowedEdges: [
      ...both.flatMap((pair) => without(pair.before, pair.after)),
      ...addedAccess(after, before),
      ...lessAccess.filter((right) => mayAsk(after, right)),
    ],
    changedSettings: changedSettings(before, after),
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
  for (const { name, publishes, database, config, jobs = {} } of topology.services) {
    const own = {
      publication: Object.keys(publishes),
      database: database === undefined ? [] : ['its own'],
      secret: Object.values(config).flatMap(({ secret }) =>
        secret === undefined ? [] : [`${secret.name}/${secret.key}`],
      ),
      job: Object.keys(jobs),
    } as const;
    for (const [kind, items] of Object.entries(own)) {
      if (items.length > 0) add({ kind: kind as keyof typeof own, from: name }, items);
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

/** Every setting; its value stands in `after`. */
function settingsOf(topology: Topology): ReadonlyMap<string, Setting> {
  const settings = [...edgesOf(topology).flatMap(settingsOfEdge), ...topology.services.flatMap(settingsOfService)];
  return new Map(settings.map((setting) => [`${keyOf(setting)} ${setting.name}`, setting]));
}

function settingsOfEdge(edge: Edge): Setting[] {
  const { kind, from, to } = edge;
  const setting = (name: string, value: unknown): Setting => settingOf({ kind, from, to }, name, value);
  return edge.kind === 'call' || edge.kind === 'forward'
    ? (Object.keys(edge.policy) as (keyof EdgePolicy)[]).sort().map((name) => setting(name, edge.policy[name]))
    : [setting(`version of ${edge.subject}`, edge.version), setting(`consumer of ${edge.subject}`, edge.consumer)];
}

function settingsOfService({ name: from, http, database, jobs = {} }: ServiceDeclaration): Setting[] {
  const access = { kind: 'access', from } as const;
  return [
    settingOf(access, 'port', http.port),
    settingOf(access, 'adminPort', http.adminPort),
    ...Object.entries(http.operations ?? {}).map(([operation, { method, path }]) =>
      settingOf(access, `operation ${operation}`, `${method} ${path}`),
    ),
    ...(database === undefined ? [] : [settingOf({ kind: 'database', from }, 'migrations', database.migrations)]),
    ...Object.entries(jobs).flatMap(([job, { schedule, args }]) => [
      settingOf({ kind: 'job', from }, `schedule of ${job}`, schedule),
      settingOf({ kind: 'job', from }, `arguments of ${job}`, args),
    ]),
  ];
}

function settingOf(of: Pick<Setting, 'kind' | 'from' | 'to'>, name: string, value: unknown): Setting {
  return { ...of, name, before: '', after: typeof value === 'object' ? JSON.stringify(value) : String(value) };
}
