/** Received messages: fetched from the service's durable consumers, handled once, settled with the broker. */
export { Consumers, type ConsumersOptions } from './consumers';
export type {
  ExternalHandlerContext,
  Handler,
  HandlerContext,
  HandlerOptions,
  Handlers,
  TransactionalHandler,
} from './handlers';
