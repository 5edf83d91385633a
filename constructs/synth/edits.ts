import type { ApiObject } from 'cdk8s';
import { attemptAll } from '../attempt-all';
import {
  type Condition,
  Fill,
  Guard,
  isCollection,
  isSpreadEntry,
  MergedMaps,
  Structure,
  spreadEntry,
  substitute,
  type Template,
  type TemplateObject,
} from '../template';
import type { MapValue } from '../values';

type Edit = (document: TemplateObject, place: string) => void;

const editsOf = new WeakMap<ApiObject, Edits>();

/**
 * Changes to an object that cdk8s cannot make: fields that are there only for some values, lists and maps that come from
 * the values, and fields its constructs do not know. They are applied, in the order they were recorded, to the plain
 * document that cdk8s gives, because its constructs drop what they do not expect.
 */
export class Edits {
  static of(object: ApiObject): Edits {
    const known = editsOf.get(object);
    if (known !== undefined) return known;
    const edits = new Edits();
    editsOf.set(object, edits);
    return edits;
  }

  /** Those of an object that has any. */
  static ifAny(object: ApiObject): Edits | undefined {
    return editsOf.get(object);
  }

  private readonly edits: Edit[] = [];
  private readonly conditions: Condition[] = [];

  private constructor() {}

  /** Conditions under which the object exists at all. */
  get guards(): readonly Condition[] {
    return this.conditions;
  }

  /** The object exists only under a condition; several must all hold. */
  guardObject(condition: Condition): this {
    this.conditions.push(condition);
    return this;
  }

  /** Sets a field; maps on the way to it are made where they are missing. */
  set(pointer: string, value: Template): this {
    return this.record((document, place) => {
      const { parent, key } = locate(document, pointer, place, true);
      if (value instanceof Structure && value.spreads) {
        throw new Error(
          `${place}: found entries to spread at ${pointer}, expected a value; use \`spread\` instead of \`set\``,
        );
      }
      (parent as TemplateObject)[key] = substitute(value, `${place}${pointer}`);
    });
  }

  /** Sets a field to something made of what is there. */
  update(pointer: string, change: (present: Template | undefined) => Template): this {
    return this.record((document, place) => {
      const { parent, key } = locate(document, pointer, place, true);
      (parent as TemplateObject)[key] = substitute(change((parent as TemplateObject)[key]), `${place}${pointer}`);
    });
  }

  /** Removes a field that must be there. */
  remove(pointer: string): this {
    return this.record((document, place) => {
      const { parent, key } = locate(document, pointer, place, false);
      if (!Object.hasOwn(parent, key)) throw new Error(missing(place, pointer));
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
    });
  }

  /** Makes a field that is there depend on a condition. */
  guard(pointer: string, condition: Condition): this {
    return this.record((document, place) => {
      const { parent, key } = locate(document, pointer, place, false);
      const value = (parent as TemplateObject)[key];
      if (value === undefined) throw new Error(missing(place, pointer));
      (parent as TemplateObject)[key] = new Guard(condition, value);
    });
  }

  /**
   * Adds entries from the values to a map, or items to a list; the map or list is made where it is missing.
   * @param into a list takes them at its end, or at its start where it would else end a document
   */
  spread(pointer: string, structure: Structure, into: 'map' | 'list' | 'start of list' = 'map'): this {
    return this.record((document, place) => {
      const { parent, key } = locate(document, pointer, place, true);
      const owner = parent as TemplateObject;
      owner[key] ??= into === 'map' ? {} : [];
      const target = owner[key];
      if (Array.isArray(target)) {
        if (into === 'start of list') target.unshift(structure);
        else target.push(structure);
      } else if (isCollection(target as Template)) {
        const map = target as TemplateObject;
        map[spreadEntry(Object.keys(map).length)] = structure;
      } else {
        throw new Error(`${place}: found an expression at ${pointer}, expected a list or map to add to`);
      }
    });
  }

  /** Adds entries of a map to a map that others may fill too; where both have a key, the one that came first wins. */
  mergeMaps(pointer: string, map: MapValue): this {
    return this.record((document, place) => {
      const { parent, key } = locate(document, pointer, place, true);
      const owner = parent as TemplateObject;
      owner[key] ??= {};
      const target = owner[key] as TemplateObject;
      const entry = Object.entries(target).find(([, value]) => spreadPaths(value).length > 0);
      if (entry === undefined) target[spreadEntry(Object.keys(target).length)] = map.spread();
      else target[entry[0]] = new MergedMaps([...spreadPaths(entry[1]), map.path]);
    });
  }

  /** Adds an item at the end of a list, which is made where it is missing. */
  append(pointer: string, item: Template): this {
    return this.record((document, place) => {
      const { parent, key } = locate(document, pointer, place, true);
      const owner = parent as TemplateObject;
      owner[key] ??= [];
      const list = owner[key];
      if (!Array.isArray(list)) throw new Error(`${place}: found no list at ${pointer}, expected one`);
      list.push(substitute(item, `${place}${pointer}`));
    });
  }

  /** Any other change. */
  change(edit: Edit): this {
    return this.record(edit);
  }

  /** @internal */
  apply(document: TemplateObject, place: string): TemplateObject {
    if (this.edits.length === 0) return document;
    attemptAll(this.edits.map((edit) => () => edit(document, place)));
    return sortKeys(document) as TemplateObject;
  }

  private record(edit: Edit): this {
    this.edits.push(edit);
    return this;
  }
}

/** Paths of the values that a template spreads maps of; none where it is something else. */
function spreadPaths(template: Template): readonly (readonly string[])[] {
  if (template instanceof MergedMaps) return template.paths;
  return template instanceof Fill && template.spreads ? [template.path] : [];
}

/** The collection that holds what a JSON Pointer (RFC 6901) points at, and the last key. */
export function locate(
  document: TemplateObject,
  pointer: string,
  place: string,
  create: boolean,
): { parent: TemplateObject | Template[]; key: string } {
  if (!pointer.startsWith('/'))
    throw new Error(`${place}: found JSON Pointer "${pointer}", expected one that begins with "/"`);
  const keys = pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (keys.includes('__proto__')) {
    throw new Error(`${place}: found __proto__ in ${pointer}, expected names of fields`);
  }
  const last = keys.pop() as string;
  let current: Template = document;
  for (const key of keys) {
    const owner: TemplateObject = current as TemplateObject;
    if (create && !Object.hasOwn(owner, key) && !Array.isArray(owner)) owner[key] = {};
    const next: Template | undefined = Object.hasOwn(owner, key) ? owner[key] : undefined;
    if (next === undefined) throw new Error(missing(place, pointer));
    current = next instanceof Guard ? next.content : next;
    if (!isCollection(current)) {
      throw new Error(`${place}: found a value on the way to ${pointer}, at "${key}", expected a list or map`);
    }
  }
  return { parent: current as TemplateObject | Template[], key: last };
}

function missing(place: string, pointer: string): string {
  return `${place}: found nothing at ${pointer}, expected a path that exists. Synthesize without this change to see which paths there are.`;
}

/** The order in which people write keys: what identifies first, the rest by name, entries from the values last. */
const firstKeys = ['apiVersion', 'kind', 'metadata', 'name', 'namespace'];

function sortKeys(template: Template): Template {
  if (!isCollection(template)) return template;
  if (Array.isArray(template)) return template.map(sortKeys);
  const rank = (key: string): number => {
    const first = firstKeys.indexOf(key);
    return first >= 0 ? first : isSpreadEntry(key) ? firstKeys.length + 1 : firstKeys.length;
  };
  const keys = Object.keys(template).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(keys.map((key) => [key, sortKeys(template[key] as Template)]));
}
