import type { IncomingHttpHeaders } from 'node:http';
import type { Route } from '@flotilla/constructs/declaration';
import type { z } from 'zod';
import type { Identity } from '../context';
import type { Contract, OperationSchemas, PathOf, PathParameter, RouteKey, RouteOf, RouteSchemas } from '../contract';
import type { Cause } from '../messaging';

/** What every handler is given; as a `Cause` it links the messages that follow from the request. */
export interface RequestScope extends Cause {
  /** UUID; the answer's `X-Request-Id`. */
  readonly id: string;
  /** Aborted when the deadline has passed or the client is gone: pass it to whatever the answer waits for. */
  readonly signal: AbortSignal;
}

/** A request that has been let in and matches its schemas. */
export interface Request<Params, Query, Headers, Body, Who> extends RequestScope {
  readonly params: Params;
  readonly query: Query;
  readonly headers: Headers;
  readonly body: Body;
  /** Who asks; not known on public routes, where tokens are not looked at. */
  readonly identity: Who;
}

export interface ServerSentEvent<Data = unknown> {
  /** What a client that comes back sends as `Last-Event-ID`. @default - none */
  readonly id?: string;
  /** @default - `message` */
  readonly event?: string;
  readonly data: Data;
}

/** Makes the events of a stream until it has no more, or its signal says that nobody listens. */
export type EventSource<Data = unknown> = (signal: AbortSignal) => AsyncIterable<ServerSentEvent<Data>>;

type ResponseHeaders = Readonly<Record<string, string>>;

/** An answer without a schema: a text or bytes with its `content-type`, or else JSON. */
export interface PlainReply {
  readonly status: number;
  /** In lower case. */
  readonly headers?: ResponseHeaders;
  readonly body?: unknown;
}

type ReplyOf<Responses> = {
  readonly [Status in keyof Responses & number]: Responses[Status] extends z.ZodType
    ? { readonly status: Status; readonly headers?: ResponseHeaders; readonly body: z.output<Responses[Status]> }
    : { readonly status: Status; readonly headers?: ResponseHeaders };
}[keyof Responses & number];

type StreamReplyOf<Responses> = {
  readonly [Status in keyof Responses & number]: Responses[Status] extends z.ZodType
    ? {
        readonly status: Status;
        readonly headers?: ResponseHeaders;
        readonly events: EventSource<z.output<Responses[Status]>>;
      }
    : never;
}[keyof Responses & number];

type SchemasOf<C extends Contract, Key> = Key extends keyof C['routes']
  ? NonNullable<C['routes'][Key]> extends infer Schemas extends RouteSchemas
    ? Schemas
    : undefined
  : undefined;

type Parsed<Schemas, Part extends string, Otherwise> = Schemas extends {
  readonly [P in Part]: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : Otherwise;

type IdentityFor<R> = R extends Route ? (R['access'] extends 'public' ? undefined : Identity) : never;

type DeclarationOf<C extends Contract> = C['declaration'];

/** The request of a declared route. */
export type RouteRequest<C extends Contract, Key extends RouteKey<DeclarationOf<C>>> = Request<
  Parsed<SchemasOf<C, Key>, 'params', { readonly [Name in PathParameter<PathOf<Key>>]: string }>,
  Parsed<SchemasOf<C, Key>, 'query', undefined>,
  Parsed<SchemasOf<C, Key>, 'headers', IncomingHttpHeaders>,
  Parsed<SchemasOf<C, Key>, 'body', undefined>,
  IdentityFor<RouteOf<DeclarationOf<C>, Key>>
>;

/** An answer of a declared route. */
export type RouteReply<C extends Contract, Key extends RouteKey<DeclarationOf<C>>> =
  SchemasOf<C, Key> extends {
    readonly responses: infer Responses;
  }
    ? RouteOf<DeclarationOf<C>, Key> extends { readonly stream: true }
      ? StreamReplyOf<Responses>
      : ReplyOf<Responses>
    : PlainReply;

/** Answers a declared route. */
export type RouteHandler<C extends Contract, Key extends RouteKey<DeclarationOf<C>>> = (
  request: RouteRequest<C, Key>,
) => Promise<RouteReply<C, Key>>;

/** A handler for every declared route; no more, no fewer. */
export type RouteHandlers<C extends Contract> = {
  readonly [Key in RouteKey<DeclarationOf<C>>]: RouteHandler<C, Key>;
};

/** Answers an operation that peers call. */
export type OperationHandler<
  C extends Contract,
  Name extends keyof C['operations'],
> = C['operations'][Name] extends infer Schemas extends OperationSchemas
  ? (input: z.output<Schemas['input']>, scope: RequestScope) => Promise<z.output<Schemas['output']>>
  : never;

/** A handler for every operation that the declaration offers; no more, no fewer. */
export type OperationHandlers<C extends Contract> = {
  readonly [Name in keyof C['operations']]: OperationHandler<C, Name>;
};

/** Handlers without their types, as the server holds them. */
export type AnyRouteHandler = (
  request: Request<unknown, unknown, unknown, unknown, Identity | undefined>,
) => Promise<
  PlainReply | { readonly status: number; readonly headers?: ResponseHeaders; readonly events: EventSource }
>;
export type AnyOperationHandler = (input: unknown, scope: RequestScope) => Promise<unknown>;
