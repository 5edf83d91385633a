import type { Json, JsonObject } from './node';
import { blockHeader, keyText, printableBlock, scalarText } from './yaml-scalar';

/**
 * Plain data as YAML, ending in a line break: what `Printer.print` makes of a template in which nothing depends on
 * values, at a fraction of its cost. It asks nothing but scalars how they are written, and copies nothing.
 */
export function plainYaml(data: Json): string {
  if (typeof data !== 'object' || data === null) return scalar(data, '');
  if (isEmptyCollection(data)) return Array.isArray(data) ? '[]\n' : '{}\n';
  return members(data, '', '');
}

/** The members, one below the other. `lead` stands in the first line in place of the indentation: `- ` of an item. */
function members(data: Json[] | JsonObject, indent: string, lead: string): string {
  let text = '';
  let before = lead;
  if (Array.isArray(data)) {
    for (const item of data) {
      text += isCollection(item) ? members(item, `${indent}  `, `${before}- `) : `${before}- ${scalar(item, indent)}`;
      before = indent;
    }
    return text;
  }
  for (const key in data) {
    const value = data[key] as Json;
    text += isCollection(value)
      ? `${before}${keyText(key)}:\n${members(value, `${indent}  `, `${indent}  `)}`
      : `${before}${keyText(key)}: ${scalar(value, indent)}`;
    before = indent;
  }
  return text;
}

function isCollection(data: Json): data is Json[] | JsonObject {
  return typeof data === 'object' && data !== null && !isEmptyCollection(data);
}

function isEmptyCollection(data: Json[] | JsonObject): boolean {
  if (Array.isArray(data)) return data.length === 0;
  for (const _ in data) return false;
  return true;
}

/** A scalar or an empty collection, from behind its key or dash to the end of its last line. */
function scalar(data: Json, indent: string): string {
  if (typeof data === 'string') {
    return data.includes('\n') && printableBlock(data) ? block(data, `${indent}  `) : `${scalarText(data)}\n`;
  }
  if (typeof data === 'object' && data !== null) return Array.isArray(data) ? '[]\n' : '{}\n';
  return `${data}\n`;
}

function block(text: string, indent: string): string {
  const lines = text.replace(/\n$/, '').split('\n');
  return `${blockHeader(text)}\n${lines.map((line) => (line === '' ? '\n' : `${indent}${line}\n`)).join('')}`;
}
