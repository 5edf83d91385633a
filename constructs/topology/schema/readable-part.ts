import type { ServiceDeclaration } from '../../declaration';
import type { PathStep } from '../place';

/** What stands where nothing can be read, and gives no check anything to find. */
const nothing: Fields = {
  http: { port: -1, adminPort: -2, routes: [] },
  config: {},
  calls: {},
  publishes: {},
  subscribes: {},
};

/** Fields whose entries can be read one by one. */
const maps: readonly PathStep[] = [
  'config',
  'calls',
  'forwards',
  'publishes',
  'subscribes',
  'handles',
  'sends',
  'jobs',
  'operations',
];

type Fields = Readonly<Record<string, unknown>>;

/** A declaration without the entries and fields in which something is missing or has the wrong type. */
export function readablePart(declaration: object, broken: readonly (readonly PathStep[])[]): ServiceDeclaration {
  return broken.reduce<Fields>(
    (rest, path) => without(rest, path, nothing),
    declaration as Fields,
  ) as unknown as ServiceDeclaration;
}

function without(fields: Fields, path: readonly PathStep[], otherwise: Fields): Fields {
  const [field, ...inner] = path.map(String) as [string, ...string[]];
  const value = fields[field];
  const { [field]: _, ...others } = fields;
  if (inner.length > 0 && isMap(value)) {
    if (field === 'http') {
      return { ...others, http: without(value, inner, nothing.http as Fields) };
    }
    if (maps.includes(field)) {
      const { [inner[0] as string]: __, ...entries } = value;
      return { ...others, [field]: entries };
    }
  }
  return Object.hasOwn(otherwise, field) ? { ...others, [field]: otherwise[field] } : others;
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
