import { consumersOf } from './names';
import type { ServiceDeclaration } from './service-declaration';

/** What a declaration makes worth watching. */
export interface Traits {
  /** Somebody may send it HTTP requests. */
  readonly answers: boolean;
  /** It sends HTTP requests to peers. */
  readonly calls: boolean;
  readonly database: boolean;
  /** It publishes events or sends commands, which go through its outbox. */
  readonly outbox: boolean;
  /** It reads messages. */
  readonly consumers: boolean;
  /** It sends commands and waits for what comes of them. */
  readonly sagas: boolean;
}

export function traitsOf(declaration: ServiceDeclaration): Traits {
  const { http, calls, forwards = {}, publishes, sends = {}, database } = declaration;
  const some = (map: object): boolean => Object.keys(map).length > 0;
  return {
    answers: http.routes.length > 0 || some(http.operations ?? {}) || some(forwards),
    calls: some(calls) || some(forwards),
    database: database !== undefined,
    outbox: some(publishes) || some(sends),
    consumers: consumersOf(declaration).length > 0,
    sagas: some(sends),
  };
}
