import { absent, Expression, type Json, type JsonObject, Structure, type Template, type TemplateObject } from './node';
import { isSpreadEntry } from './printer';
import type { Scope } from './scope';

/** What a template is, given values. A collection all of whose members are absent is absent itself. */
export function evaluate(template: Template, scope: Scope): Json | typeof absent {
  if (template instanceof Expression || template instanceof Structure) return template.evaluate(scope);
  if (typeof template !== 'object' || template === null) return template;
  if (Array.isArray(template)) return evaluateList(template, scope);

  const result: JsonObject = {};
  let present = false;
  let empty = true;
  for (const key in template) {
    empty = false;
    const value = evaluate(template[key] as Template, scope);
    if (value === absent) continue;
    present = true;
    if (isSpreadEntry(key)) spreadInto(result, value as JsonObject, template);
    else result[key] = value;
  }
  return present || empty ? result : absent;
}

function spreadInto(result: JsonObject, entries: JsonObject, template: TemplateObject): void {
  for (const [name, entry] of Object.entries(entries)) {
    if (Object.hasOwn(template, name))
      throw new Error(`key ${name}: stands in the template and in the values, expected once`);
    result[name] = entry;
  }
}

function evaluateList(template: Template[], scope: Scope): Json | typeof absent {
  const result: Json[] = [];
  for (const member of template) {
    const value = evaluate(member, scope);
    if (value === absent) continue;
    if (member instanceof Structure && spreads(member)) result.push(...(value as Json[]));
    else result.push(value);
  }
  return result.length === 0 && template.length > 0 ? absent : result;
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
