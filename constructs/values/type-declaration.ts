import type { Schema } from './schema';

/** The TypeScript type of a value, for overrides: every key optional, null where a list, map or quantity may be unset. */
export function typeOf(schema: Schema, indent = 0): string {
  if (schema.enum !== undefined) return schema.enum.map((item) => JSON.stringify(item)).join(' | ');
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map((option) => typeOf(option, indent)))].join(' | ');
  const { type } = schema;
  if (Array.isArray(type)) return type.map((each) => typeOf({ ...schema, type: each }, indent)).join(' | ');
  switch (type) {
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      return `readonly (${schema.items === undefined ? 'unknown' : typeOf(schema.items, indent)})[] | null`;
    case 'object':
      return objectType(schema, indent);
    default:
      return 'unknown';
  }
}

function objectType(schema: Schema, indent: number): string {
  const pad = ' '.repeat(indent + 2);
  const rest = Object.values(schema.patternProperties ?? {})[0] ?? schema.additionalProperties;
  const lines = Object.entries(schema.properties ?? {}).map(([key, member]) => {
    const comment =
      member.description === undefined ? '' : `${pad}/** ${member.description.replaceAll('*/', '* /')} */\n`;
    const required =
      schema.required?.includes(key) === true && schema.default === undefined && member.default === undefined;
    const optional = member.properties !== undefined || !required;
    const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
    return `${comment}${pad}readonly ${name}${optional ? '?' : ''}: ${typeOf(member, indent + 2)};`;
  });
  if (lines.length === 0) {
    return `Readonly<Record<string, ${typeof rest === 'object' ? typeOf(rest, indent) : 'unknown'} | null>> | null`;
  }
  if (rest !== false) lines.push(`${pad}readonly [key: string]: unknown;`);
  return `{\n${lines.join('\n')}\n${' '.repeat(indent)}}`;
}
