/** What people see of a running fleet. */
export { type Console, type ConsoleOptions, consoleOf } from './console';
export { textFormat } from './text-format';
