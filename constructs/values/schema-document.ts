import type { Schema } from './schema';
import { groupValues, isGroup, type ValueGroup } from './tree';
import type { DeclaredValue } from './value';

/** A chart below an umbrella chart, as far as the umbrella's schema speaks of it. */
export interface SubchartSchema {
  readonly name: string;
  readonly description: string;
}

/**
 * The values.schema.json of a chart. Closed at every object whose keys are known; `global` and the condition key
 * `enabled` are admitted, so that the chart works below an umbrella. Scalars are required: Helm removes a key that is
 * set to null before it asks the schema, so a null for a scalar is refused and a null for a list or map unsets it.
 */
export function valuesSchema(
  title: string,
  declared: readonly DeclaredValue[],
  descriptions: ReadonlyMap<string, string> = new Map(),
  subcharts: readonly SubchartSchema[] = [],
): Schema {
  const root = groupSchema(groupValues(declared, descriptions));
  const global = root.properties?.global ?? { type: 'object' };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title,
    ...root,
    properties: {
      ...root.properties,
      ...Object.fromEntries(subcharts.map((subchart) => [subchart.name, subchartSchema(subchart)])),
      global: {
        ...global,
        description: 'Values shared by all charts of an umbrella; keys of other charts are admitted.',
        additionalProperties: true,
      },
      ...(subcharts.length === 0 ? { enabled: conditionKey } : {}),
    },
  };
}

const conditionKey: Schema = {
  type: 'boolean',
  description: 'Condition key of an umbrella chart; has no meaning here.',
};

function subchartSchema({ name, description }: SubchartSchema): Schema {
  return {
    type: 'object',
    description: `${description} Values of the chart ${name}, which has a schema of its own.`,
    properties: { enabled: { type: 'boolean', default: true, description: `Install ${name}.` } },
  };
}

function groupSchema(group: ValueGroup): Schema {
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  for (const [key, member] of group.members) {
    if (isGroup(member)) {
      properties[key] = groupSchema(member);
      required.push(key);
    } else {
      properties[key] = { ...member.schema, default: member.default };
      const { type, anyOf } = member.schema;
      if (anyOf !== undefined || type === 'integer' || type === 'string' || type === 'boolean') required.push(key);
    }
  }
  return {
    ...(group.description === undefined ? {} : { description: group.description }),
    type: 'object',
    properties,
    required,
    additionalProperties: false,
  };
}
