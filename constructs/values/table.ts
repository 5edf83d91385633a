import type { DeclaredValue } from './value';
import { bounds } from './values-yaml';

/** The README's table of values. */
export function valuesTable(declared: readonly DeclaredValue[]): string {
  const rows = declared.map((value) => {
    const text = [value.description, bounds(value.schema)].filter((part) => part !== undefined).join(' ');
    const type = Array.isArray(value.schema.type) ? value.schema.type.join(' or ') : (value.schema.type ?? 'any');
    return `| \`${value.path.join('.')}\` | ${type} | \`${cell(JSON.stringify(value.default))}\` | ${cell(text)} |`;
  });
  return ['| key | type | default | what it is for |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
