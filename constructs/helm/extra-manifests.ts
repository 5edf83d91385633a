import type { JsonObject, Scope } from '../template';
import type { DeclaredValue, Schema } from '../values';

// Helm leaves out a manifest whose hook it does not know.
const hook = '(pre|post)-(install|upgrade|rollback|delete)|test';

const manifest: Schema = {
  type: 'object',
  properties: {
    apiVersion: { type: 'string', minLength: 1 },
    kind: { type: 'string', minLength: 1 },
    metadata: {
      type: 'object',
      properties: {
        name: { type: 'string', minLength: 1 },
        annotations: {
          type: 'object',
          properties: { 'helm.sh/hook': { type: 'string', pattern: `^(${hook})(,(${hook}))*$` } },
          additionalProperties: { type: 'string' },
        },
      },
      required: ['name'],
    },
  },
  required: ['apiVersion', 'kind', 'metadata'],
};

const description = 'Further objects of any kind, as they are; text in them is not taken for a template.';

/** The value of every chart that holds objects the chart itself does not know. */
export const extraManifests: DeclaredValue = {
  path: ['extraManifests'],
  schema: { description, type: 'array', items: manifest },
  default: [],
  description,
};

/** The template that prints them, one document each. JSON is YAML on one line, which nothing around it can change. */
export const extraManifestsTemplate = '{{- range .Values.extraManifests }}\n---\n{{ toJson . }}\n{{- end }}\n';

/** The same objects, without Helm. */
export function extraObjects({ values }: Scope): JsonObject[] {
  return (values.extraManifests ?? []) as JsonObject[];
}
