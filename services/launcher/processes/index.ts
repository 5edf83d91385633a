/** Services as processes: what they are told, started, watched and stopped. */
export { type Connections, environmentOf } from './environment';
export { type Backoff, KeptRunning, type ProgramLog, type RunningProgram } from './keep-running';
export { launchService, runToEnd } from './service-process';
