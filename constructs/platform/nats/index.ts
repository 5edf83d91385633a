/** The message broker. */
export { Nats, serverCount } from './nats';
export { ports as natsPorts } from './servers';
