import type { DeclaredValue } from './value';

/** Declared values, arranged as they stand in values.yaml. */
export interface ValueGroup {
  readonly path: readonly string[];
  /** What the values of the group are about. @default - no comment */
  readonly description?: string;
  readonly members: ReadonlyMap<string, ValueGroup | DeclaredValue>;
}

export function isGroup(member: ValueGroup | DeclaredValue): member is ValueGroup {
  return 'members' in member;
}

/** Arranges values by their paths; groups and values keep the order in which they were first declared. */
export function groupValues(
  declared: readonly DeclaredValue[],
  descriptions: ReadonlyMap<string, string> = new Map(),
): ValueGroup {
  type Mutable = { path: readonly string[]; description?: string; members: Map<string, Mutable | DeclaredValue> };
  const make = (path: readonly string[]): Mutable => {
    const description = descriptions.get(path.join('.'));
    return { path, ...(description === undefined ? {} : { description }), members: new Map() };
  };
  const root = make([]);
  for (const value of declared) {
    let group = root;
    for (const [depth, key] of value.path.slice(0, -1).entries()) {
      const next = group.members.get(key) ?? make(value.path.slice(0, depth + 1));
      group.members.set(key, next);
      group = next as Mutable;
    }
    group.members.set(value.path.at(-1) as string, value);
  }
  return root;
}
