import { tableCell } from '../one-line';
import type { Schema } from './schema';
import type { DeclaredValue } from './value';
import { bounds } from './values-yaml';

/** The README's table of values. */
export function valuesTable(declared: readonly DeclaredValue[]): string {
  const rows = declared.map((value) => {
    const text = [value.description, bounds(value.schema)].filter((part) => part !== undefined).join(' ');
    return `| \`${value.path.join('.')}\` | ${typeIn(value.schema)} | \`${tableCell(JSON.stringify(value.default))}\` | ${tableCell(text)} |`;
  });
  return ['| key | type | default | what it is for |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function typeIn({ type, anyOf }: Schema): string {
  if (anyOf !== undefined) return anyOf.map(typeIn).join(' or ');
  return type === undefined ? 'any' : [type].flat().join(' or ');
}
