/** Structured logs: JSON lines that can be joined with traces and requests, and hold no secrets. */
export { createLogger, type LoggerOptions } from './logger';
