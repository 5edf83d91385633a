/** OpenAPI 3.1 documents from contracts. */
export type { JsonSchema } from './components';
export { type OpenApiDocument, type OpenApiOptions, openApiOf } from './document';
export { openApiEndpoint, openApiPath } from './endpoint';
