/** What is known of the running work, without handing it through every call. */
export { type Context, currentContext, runInContext } from './context';
export { Deadline } from './deadline';
export type { Identity } from './identity';
