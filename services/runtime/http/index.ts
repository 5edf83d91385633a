/** HTTP as a service speaks it: declared routes and operations, checked on both sides, described by OpenAPI. */
export type { Guard } from './endpoint';
export type { GuardFor, Handlers } from './endpoint-table';
export { entityTag, ifMatch, type VersionCheck } from './entity-tag';
export type {
  AnyOperationHandler,
  AnyRouteHandler,
  EventSource,
  OperationHandler,
  OperationHandlers,
  PlainReply,
  Request,
  RequestScope,
  RouteHandler,
  RouteHandlers,
  RouteReply,
  RouteRequest,
  ServerSentEvent,
} from './handler';
export { headerName } from './header-names';
export { HttpServer, type HttpServerOptions } from './http-server';
export { integerText } from './integer-text';
export { type JsonSchema, jsonSchemaOf, type OpenApiDocument, type OpenApiOptions, openApiOf } from './openapi';
export { type Page, type PageQueryOptions, pageOf, pageQuery, toPage } from './pagination';
export type { RequestState } from './shell';
