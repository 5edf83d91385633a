/** Rules of compatibility: who may go on as before when the other side has changed. */
export { type OpenApi, openApiMismatches } from './openapi-mismatches';
export type { JsonSchema, Mismatch, Schema } from './schema-keywords';
export { type SchemaIn, schemaMismatches } from './schema-mismatches';
