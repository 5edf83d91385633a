import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema, OpenApiDocument } from '@flotilla/runtime';

/** The document of a service, by its name. */
export type Documents = Readonly<Record<string, OpenApiDocument>>;

type Schemas = Readonly<Record<string, JsonSchema>>;

/**
 * The paths and components of several documents in one. A schema that some of them understand differently is named
 * after its service in each of them: `Money` of orders becomes `OrdersMoney`. A schema that refers to such a one
 * differs too, even if it reads the same.
 *
 * @throws for a path that two documents describe
 */
export function mergeDocuments(documents: Documents): Pick<OpenApiDocument, 'paths' | 'components'> {
  const all = Object.entries(documents);
  const disputed = disputedNames(all.map(([, { components }]) => components.schemas));
  const paths: Record<string, OpenApiDocument['paths'][string]> = {};
  const schemas: Record<string, JsonSchema> = {};
  for (const [service, document] of all) {
    const nameOf = (name: string): string => (disputed.has(name) ? `${capitalized(service)}${name}` : name);
    for (const [path, operations] of Object.entries(document.paths)) {
      if (paths[path] !== undefined) {
        throw new Error(`${service} describes ${path}, which another service describes too; rename one of them`);
      }
      paths[path] = renamed(operations, nameOf);
    }
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      const given = schemas[nameOf(name)];
      const merged = renamed(schema, nameOf);
      if (given !== undefined && !isDeepStrictEqual(given, merged)) {
        throw new Error(`${service} has a schema ${name} that would be ${nameOf(name)}, which is another; rename it`);
      }
      schemas[nameOf(name)] = merged;
    }
  }
  const components = all.map(([, document]) => document.components);
  return {
    paths: sorted(paths),
    components: {
      schemas: sorted(schemas),
      responses: Object.assign({}, ...components.map(({ responses }) => responses)),
      securitySchemes: Object.assign({}, ...components.map(({ securitySchemes }) => securitySchemes)),
    },
  };
}

/** Names that stand for different schemas, or lead to such a name. */
function disputedNames(all: readonly Schemas[]): ReadonlySet<string> {
  const names = new Set(all.flatMap((schemas) => Object.keys(schemas)));
  const variants = (name: string): JsonSchema[] =>
    all.map((schemas) => schemas[name]).filter((schema) => schema !== undefined);
  const disputed = new Set(
    [...names].filter((name) => variants(name).some((variant) => !isDeepStrictEqual(variant, variants(name)[0]))),
  );
  for (let known = -1; known !== disputed.size; ) {
    known = disputed.size;
    for (const name of names) {
      if (variants(name).length > 1 && variants(name).some((schema) => refersTo(schema, disputed))) {
        disputed.add(name);
      }
    }
  }
  return disputed;
}

const prefix = '#/components/schemas/';

function refersTo(schema: JsonSchema, names: ReadonlySet<string>): boolean {
  let found = false;
  JSON.stringify(schema, (key, value: unknown) => {
    found ||= key === '$ref' && typeof value === 'string' && names.has(value.replace(prefix, ''));
    return value;
  });
  return found;
}

function renamed<T>(value: T, nameOf: (name: string) => string): T {
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) =>
    key === '$ref' && typeof inner === 'string' && inner.startsWith(prefix)
      ? prefix + nameOf(inner.slice(prefix.length))
      : inner,
  ) as T;
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function capitalized(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
