import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { z } from 'zod';
import type { Handled, Published } from '../messaging';
import type { OperationName, PathOf, PathParameter, RouteKey } from './names';

/** What an operation takes and gives, both JSON. The input of a GET operation travels as a query: flat values only. */
export interface OperationSchemas {
  readonly input: z.ZodObject;
  readonly output: z.ZodType;
}

/** What a public route takes and gives. Path, query and headers arrive as text: coerce what is not. */
export interface RouteSchemas<Parameter extends string = string> {
  /** One line for the documentation. */
  readonly summary: string;
  /** @default - parameters are any text */
  readonly params?: z.ZodObject<{ readonly [Name in Parameter]: z.ZodType }>;
  /** @default - none is read */
  readonly query?: z.ZodObject;
  /** Names in lower case. @default - none is checked */
  readonly headers?: z.ZodObject;
  /** JSON. @default - no body is read */
  readonly body?: z.ZodType;
  /**
   * Bodies of the answers by status; `null`: no body. For a stream, the data of each event. Schemas describe what is
   * sent, so they transform nothing. Problems need no mention.
   */
  readonly responses: Readonly<Record<number, z.ZodType | null>>;
  /** Media type of the bodies of the answers. @default - `application/json`; `text/event-stream` for a stream */
  readonly mediaType?: string;
}

type OperationSection<D extends ServiceDeclaration> = { readonly [Name in OperationName<D>]: OperationSchemas };
type EventSection<D extends ServiceDeclaration> = { readonly [Subject in Published<D>]: z.ZodType };
type CommandSection<D extends ServiceDeclaration> = { readonly [Name in Handled<D>]: z.ZodType };
type RouteSection<D extends ServiceDeclaration> = {
  readonly [Key in RouteKey<D>]?: RouteSchemas<PathParameter<PathOf<Key>>>;
};

/** A declaration with the schemas of everything that it offers: what a service gives to those who talk to it. */
export interface Contract<
  D extends ServiceDeclaration = ServiceDeclaration,
  Operations = Readonly<Record<string, OperationSchemas>>,
  Events = Readonly<Record<string, z.ZodType>>,
  Commands = Readonly<Record<string, z.ZodType>>,
  Routes = Readonly<Record<string, RouteSchemas>>,
> {
  readonly declaration: D;
  readonly operations: Operations;
  readonly events: Events;
  readonly commands: Commands;
  readonly routes: Routes;
}

/** Refuses names that are not declared: inference alone would let them pass. */
type Only<Names, Given> = Given & { readonly [Extra in Exclude<keyof Given, Names>]: never };

/** Sections that a declaration makes necessary. */
type Needed<D extends ServiceDeclaration> = {
  readonly [Section in
    | ([OperationName<D>] extends [never] ? never : 'operations')
    | ([Published<D>] extends [never] ? never : 'events')
    | ([Handled<D>] extends [never] ? never : 'commands')]: unknown;
};

/**
 * Ties schemas to the names in a declaration. An operation, event or command without its schema does not compile, nor
 * does a schema for something that is not declared.
 *
 * @example
 * export const contract = defineContract(declaration, {
 *   operations: { quote: { input: QuoteRequest, output: Quote } },
 *   events: { 'products.v1.product.created': ProductCreated },
 *   commands: { reserve: ReserveStock },
 *   routes: { 'GET /products/{id}': { summary: 'A product', params: ProductId, responses: { 200: Product } } },
 * });
 */
export function defineContract<
  const D extends ServiceDeclaration,
  Operations extends OperationSection<D>,
  Events extends EventSection<D>,
  Commands extends CommandSection<D>,
  Routes extends RouteSection<D>,
>(
  declaration: D,
  schemas: {
    readonly operations?: Only<OperationName<D>, Operations>;
    readonly events?: Only<Published<D>, Events>;
    readonly commands?: Only<Handled<D>, Commands>;
    readonly routes?: Only<RouteKey<D>, Routes>;
  } & Needed<D>,
): Contract<D, Operations, Events, Commands, Routes> {
  const { operations = {}, events = {}, commands = {}, routes = {} } = schemas;
  return { declaration, operations, events, commands, routes } as Contract<D, Operations, Events, Commands, Routes>;
}
