import { parseGoYaml } from '../helm';
import type { Json, JsonObject } from '../template';

/** Objects of rendered YAML, found by kind and name. */
export class RenderedObjects {
  /** @param kinds those that other values may give, for telling a misspelt one; any where they are not known */
  constructor(
    readonly all: readonly JsonObject[],
    private readonly kinds?: readonly string[],
  ) {}

  /** @param text YAML documents; empty ones are left out */
  static parse(text: string): RenderedObjects {
    return new RenderedObjects(parseGoYaml(text, 'rendered YAML').filter((value) => value !== null) as JsonObject[]);
  }

  /**
   * All objects of a kind; none where the values leave them out.
   * @throws Error where the chart has no such kind, whatever the values are
   */
  ofKind(kind: string): readonly JsonObject[] {
    const found = this.all.filter((object) => object.kind === kind);
    if (found.length === 0 && this.kinds !== undefined && !this.kinds.includes(kind)) {
      const kinds = [...new Set(this.kinds)].sort().join(', ');
      throw new Error(`found the kind ${kind}, expected one of those that the chart has: ${kinds}`);
    }
    return found;
  }

  /**
   * The one object of a kind, or of a kind and name.
   * @throws Error where there is none, or more than one
   */
  one(kind: string, name?: string): JsonObject {
    const found = this.ofKind(kind).filter((object) => name === undefined || nameOf(object) === name);
    const [object] = found;
    if (found.length !== 1 || object === undefined) {
      const what = name === undefined ? kind : `${kind}/${name}`;
      const hint = found.length > 1 && name === undefined ? '; give the name too' : '';
      throw new Error(
        `found ${found.length} objects ${what}, expected one${hint}; there are ${this.names().join(', ') || 'none'}`,
      );
    }
    return object;
  }

  /** `Kind/name` of every object, sorted. */
  names(): readonly string[] {
    return this.all.map((object) => `${String(object.kind)}/${nameOf(object)}`).sort();
  }

  /** The objects in an order and form in which two renders of the same thing are equal. */
  canonical(): readonly JsonObject[] {
    return this.all
      .map((object) => canonical(object) as JsonObject)
      .map((object) => ({ object, key: keyOf(object) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ object }) => object);
  }
}

function nameOf(object: JsonObject): string {
  return String((object.metadata as JsonObject | undefined)?.name);
}

function keyOf(object: JsonObject): string {
  return `${String(object.apiVersion)} ${String(object.kind)} ${nameOf(object)} ${JSON.stringify(object)}`;
}

function canonical(value: Json): Json {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((key) => [key, canonical(value[key] as Json)]),
    );
  }
  // -0 and 0 are one number in JSON documents of Kubernetes.
  return value === 0 ? 0 : value;
}
