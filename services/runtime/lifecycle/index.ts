/** From the start of a service to the end of its process: in order, and in time. */
export type { Component } from './component';
export { ComponentOrder } from './component-order';
export { RepeatingTask, type RepeatingTaskOptions } from './repeating-task';
export { type HostProcess, type LifecycleOptions, runLifecycle } from './run-lifecycle';
