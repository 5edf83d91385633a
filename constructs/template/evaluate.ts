import { putMember } from './member';
import { absent, Expression, type Json, type JsonObject, Structure, type Template, type TemplateObject } from './node';
import { isSpreadEntry } from './printer';
import type { Scope } from './scope';

/**
 * What a template is, given values. A collection all of whose members are absent is absent itself. What does not depend
 * on values is not copied: the result shares it with the template, so neither may be changed.
 */
export function evaluate(template: Template, scope: Scope): Json | typeof absent {
  if (template instanceof Expression || template instanceof Structure) return template.evaluate(scope);
  if (typeof template !== 'object' || template === null) return template;
  return Array.isArray(template) ? evaluateList(template, scope) : evaluateMap(template, scope);
}

function evaluateMap(template: TemplateObject, scope: Scope): Json | typeof absent {
  let result: JsonObject | undefined;
  let present = false;
  let empty = true;
  let spread = false;
  for (const key in template) {
    empty = false;
    const member = template[key] as Template;
    const value = evaluate(member, scope);
    if (value !== absent) present = true;
    if (result === undefined) {
      if (value === member) continue;
      result = membersBefore(key, template);
    }
    if (value === absent) continue;
    if (isSpreadEntry(key)) {
      for (const [name, entry] of Object.entries(value as JsonObject)) {
        if (Object.hasOwn(result, name)) refuseTwice(name);
        putMember(result, name, entry);
      }
      spread = true;
    } else {
      if (spread && Object.hasOwn(result, key)) refuseTwice(key);
      result[key] = value;
    }
  }
  if (!present && !empty) return absent;
  return result ?? (template as JsonObject);
}

function membersBefore(end: string, template: TemplateObject): JsonObject {
  const members: JsonObject = {};
  for (const key in template) {
    if (key === end) break;
    members[key] = template[key] as Json;
  }
  return members;
}

function refuseTwice(key: string): never {
  throw new Error(`key ${key}: stands in the template and in the values, expected once`);
}

function evaluateList(template: Template[], scope: Scope): Json | typeof absent {
  let result: Json[] | undefined;
  for (const [index, member] of template.entries()) {
    const value = evaluate(member, scope);
    if (result === undefined) {
      if (value === member) continue;
      result = template.slice(0, index) as Json[];
    }
    if (value === absent) continue;
    if (member instanceof Structure && spreads(member)) result.push(...(value as Json[]));
    else result.push(value);
  }
  if (result === undefined) return template as Json[];
  return result.length === 0 ? absent : result;
}

/** A guard spreads where what it guards does. */
function spreads(structure: Structure): boolean {
  if (structure.spreads) return true;
  const inside = [
    'content' in structure ? (structure.content as Template) : undefined,
    'otherwise' in structure ? (structure.otherwise as Template | undefined) : undefined,
  ].filter((template) => template !== undefined);
  const spreading = inside.filter((template) => template instanceof Structure && spreads(template)).length;
  if (spreading > 0 && spreading < inside.length) {
    throw new Error(
      'a guard: found entries to spread on one side and a single value on the other, expected the same on both',
    );
  }
  return spreading > 0;
}
