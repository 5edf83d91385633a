/**
 * What a generated class of cdk8s-plus makes of its data: it gives on what it knows, by the API's names, in an order of
 * its own.
 */
export type Shape =
  /** Whatever is there. */
  | { readonly kind: 'any' }
  /** The number or string in an `IntOrString` or `Quantity`. */
  | { readonly kind: 'union' }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'map'; readonly of: Shape }
  | StructShape
  /** A call of a method of a date, of which data has none. */
  | { readonly kind: 'date' }
  /** The same for every object. */
  | { readonly kind: 'constant'; readonly value: string };

export interface StructShape {
  readonly kind: 'struct';
  readonly fields: readonly Field[];
}

export interface Field {
  /** Name of the property that is read. */
  readonly from: string;
  /** Name in the API. */
  readonly to: string;
  readonly shape: Shape;
}

/** How a probe was reached from the one that was handed in: names of properties, `[]` for an item, `*` for a member. */
type Path = readonly string[];

/** What a date became. */
class Moment {
  constructor(readonly path: Path) {}
}

/** What a list became. */
class Items {
  constructor(
    readonly path: Path,
    readonly item: unknown,
  ) {}
}

const any: Shape = { kind: 'any' };
const union: Shape = { kind: 'union' };
/** Schemas of custom resources contain themselves; nothing else is nearly as deep. */
const deepest = 40;

/**
 * Finds out what a conversion does to data by giving it a stand-in that notes what is read and where it ends up. That
 * tells all about a conversion that asks nothing but whether something is undefined, as generated ones do.
 *
 * @returns `undefined` where a conversion does anything else, or does not end
 */
export function shapeOf(convert: (data: unknown) => unknown): Shape | undefined {
  const paths = new WeakMap<object, Path>();
  const probe = (path: Path): object => {
    if (path.length > deepest) throw new NoShape();
    const members = new Map<string, object>();
    const member = (key: string): object => {
      const found = members.get(key) ?? probe([...path, key]);
      members.set(key, found);
      return found;
    };
    const stand = new Proxy(
      {},
      {
        get: (_, key) => {
          if (key === 'map') return (each: (item: object) => unknown) => new Items(path, each(member('[]')));
          if (key === 'toISOString') return () => new Moment(path);
          if (typeof key === 'symbol') throw new NoShape();
          return member(key);
        },
        ownKeys: () => ['*'],
        getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: undefined }),
      },
    );
    paths.set(stand, path);
    return stand;
  };
  try {
    return interpret(convert(probe([])), [], paths);
  } catch (error) {
    if (error instanceof NoShape) return undefined;
    throw error;
  }
}

class NoShape extends Error {}

/** @param base path of what this was made of */
function interpret(result: unknown, base: Path, paths: WeakMap<object, Path>): Shape {
  if (typeof result === 'string') return { kind: 'constant', value: result };
  if (typeof result !== 'object' || result === null) throw new NoShape();
  const path = paths.get(result);
  if (path !== undefined) return scalar(path, base);
  if (result instanceof Moment) return { kind: 'date' };
  if (result instanceof Items) {
    if (!same(result.path, base)) throw new NoShape();
    return { kind: 'list', of: interpret(result.item, [...base, '[]'], paths) };
  }
  const entries = Object.entries(result);
  if (entries.length === 1 && entries[0]?.[0] === '*') {
    return { kind: 'map', of: interpret(entries[0][1], [...base, '*'], paths) };
  }
  const fields = entries.map(([to, value]): Field => {
    if (typeof value === 'string') return { from: to, to, shape: { kind: 'constant', value } };
    const from = readBy(value, base, paths);
    return { from, to, shape: interpret(value, [...base, from], paths) };
  });
  return { kind: 'struct', fields };
}

function scalar(path: Path, base: Path): Shape {
  if (same(path, base)) return any;
  if (same(path, [...base, 'value'])) return union;
  throw new NoShape();
}

/** Name of the one property, of what is at the base, that all of this comes from. */
function readBy(value: unknown, base: Path, paths: WeakMap<object, Path>): string {
  const path = pathIn(value, paths);
  const name = path?.[base.length];
  if (path === undefined || name === undefined || !same(path.slice(0, base.length), base)) throw new NoShape();
  return name;
}

/** Path of the first probe that is found in it. */
function pathIn(value: unknown, paths: WeakMap<object, Path>): Path | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof Items || value instanceof Moment) return value.path;
  return (
    paths.get(value) ??
    Object.values(value)
      .map((member) => pathIn(member, paths))
      .find((path) => path !== undefined)
  );
}

function same(one: Path, other: Path): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index]);
}
