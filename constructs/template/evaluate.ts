import { absent, Expression, type Json, type JsonObject, Structure, type Template } from './node';
import { isSpreadEntry } from './printer';
import type { Scope } from './scope';

/** What a template is, given values. A collection all of whose members are absent is absent itself. */
export function evaluate(template: Template, scope: Scope): Json | typeof absent {
  if (template instanceof Expression || template instanceof Structure) return template.evaluate(scope);
  if (typeof template !== 'object' || template === null) return template;
  if (Array.isArray(template)) return evaluateList(template, scope);

  const entries = Object.entries(template);
  const result: JsonObject = {};
  let count = 0;
  for (const [key, member] of entries) {
    const value = evaluate(member, scope);
    if (value === absent) continue;
    count++;
    if (!isSpreadEntry(key)) {
      result[key] = value;
      continue;
    }
    for (const [name, entry] of Object.entries(value as JsonObject)) {
      if (Object.hasOwn(template, name))
        throw new Error(`key ${name}: stands in the template and in the values, expected once`);
      result[name] = entry;
    }
  }
  return count === 0 && entries.length > 0 ? absent : result;
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
  if ('content' in structure) {
    const content = structure.content as Template;
    return content instanceof Structure && spreads(content);
  }
  return false;
}
