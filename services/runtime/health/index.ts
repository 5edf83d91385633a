/** Whether a service lives, has started and can serve; and its metrics. */
export { AdminServer, type AdminServerOptions } from './admin-server';
export { type Phase, Readiness, type Unready } from './readiness';
