/** Received messages: fetched from the service's durable consumers, handled once, settled with the broker. */
export { bindHandlers, readMessage } from './bindings';
export { Consumers, type ConsumersOptions } from './consumers';
export type {
  AnyHandlers,
  ExternalHandlerContext,
  Handler,
  HandlerContext,
  HandlerOptions,
  Handlers,
  TransactionalHandler,
} from './handlers';
