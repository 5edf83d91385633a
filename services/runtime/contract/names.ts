import type { HttpMethod, Route, ServiceDeclaration } from '@flotilla/constructs/declaration';

/** Public routes of a declaration, as `METHOD /path`. */
export type RouteKey<D extends ServiceDeclaration> = KeyOf<D['http']['routes'][number]>;

type KeyOf<R> = R extends Route ? `${R['method']} ${R['path']}` : never;

/** The declared route behind a key. */
export type RouteOf<D extends ServiceDeclaration, Key> = Key extends `${infer Method extends HttpMethod} ${infer Path}`
  ? Extract<D['http']['routes'][number], { readonly method: Method; readonly path: Path }>
  : never;

/** The path in a key. */
export type PathOf<Key> = Key extends `${string} ${infer Path}` ? Path : never;

/** Names of the parameters in a path: `id` of `/orders/{id}`. */
export type PathParameter<Path> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParameter<Rest>
  : never;

/** Names of the operations that a declaration offers to peers. */
export type OperationName<D extends ServiceDeclaration> = D['http'] extends { readonly operations: infer Operations }
  ? keyof Operations & string
  : never;

/** Names of the services that a declaration calls. */
export type CalledPeer<D extends ServiceDeclaration> = keyof D['calls'] & string;

/** Names of the operations of a peer that a declaration calls. */
export type CalledOperation<D extends ServiceDeclaration, Peer extends CalledPeer<D>> = OperationsOf<D['calls'][Peer]>;

type OperationsOf<Call> = Call extends readonly (infer Name extends string)[]
  ? Name
  : Call extends { readonly operations: readonly (infer Name extends string)[] }
    ? Name
    : never;

/** Owners of the events that a declaration subscribes to. */
type EventOwner<D extends ServiceDeclaration> = keyof D['subscribes'] extends infer Subject
  ? Subject extends `${infer Owner}.${string}`
    ? Owner
    : never
  : never;

type Receiver<D extends ServiceDeclaration> = D extends { readonly sends: infer Sends } ? keyof Sends & string : never;

/** Names of the services whose contract a service needs: those it calls, hears and sends commands to. */
export type PeerName<D extends ServiceDeclaration> = CalledPeer<D> | EventOwner<D> | Receiver<D>;
