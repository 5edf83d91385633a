import { oneLine } from '../one-line';
import { type Json, type JsonObject, Printer, quotedJson } from '../template';
import type { Schema } from './schema';
import { isGroup, type ValueGroup } from './tree';

const width = 110;

/** The text of values.yaml: every value with its default, below a comment that says what it is for. */
export function valuesYaml(group: ValueGroup, indent = 0): string {
  const blocks: string[] = [];
  for (const [key, member] of group.members) {
    if (isGroup(member)) {
      blocks.push(`${yamlComment(member.description, indent)}${pad(indent)}${key}:\n${valuesYaml(member, indent + 2)}`);
    } else {
      blocks.push(entry(key, member.default, member.schema, indent));
    }
  }
  return blocks.join(indent === 0 ? '\n' : '');
}

function entry(key: string, value: Json, schema: Schema, indent: number): string {
  const head = yamlComment(schema.description, indent, bounds(schema));
  const known = schema.properties;
  if (known !== undefined && typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    const lines = Object.entries(value as JsonObject).map(([name, member]) =>
      entry(name, member, Object.hasOwn(known, name) ? (known[name] as Schema) : {}, indent + 2),
    );
    return `${head}${pad(indent)}${Printer.key(key)}:\n${lines.join('')}`;
  }
  const text = Printer.plain({ [key]: value });
  return head + text.replace(/^(?=.)/gm, pad(indent));
}

/** The sentence that says which values are allowed, where the description alone does not. */
export function bounds(schema: Schema): string | undefined {
  if (schema.enum !== undefined) return `One of: ${schema.enum.map(choice).join(', ')}.`;
  if (schema.type === 'integer' && schema.minimum !== undefined) return `From ${schema.minimum} to ${schema.maximum}.`;
  return undefined;
}

/** As people write it; in quotes where a comment would show something else. */
function choice(item: Json): string {
  const text = String(item);
  return text === '' || text !== oneLine(text) ? quotedJson(item) : text;
}

/** Lines of YAML that say what stands below them. */
export function yamlComment(description: string | undefined, indent: number, extra?: string): string {
  const text = oneLine([description, extra].filter((part) => part !== undefined).join(' '));
  if (text === '') return '';
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > width - indent) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.map((each) => `${pad(indent)}# ${each}\n`).join('');
}

function pad(indent: number): string {
  return ' '.repeat(indent);
}
