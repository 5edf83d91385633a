/** OpenAPI 3.1 documents from contracts. */
export { type DescribedSchema, type JsonSchema, jsonSchemaOf } from './components';
export { type OpenApiDocument, type OpenApiOptions, openApiOf } from './document';
export { openApiEndpoint, openApiPath } from './endpoint';
