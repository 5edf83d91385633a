/** Helm charts: the folder that is installed, and what `helm template` would print of it, without Helm. */
export * from './chart-files';
export * from './compile';
export { defaultObjects } from './default-objects';
export { checkEachObjectOnce } from './each-object-once';
export * from './helm-chart';
export * from './merge';
export * from './origin';
export * from './render';
export * from './values-file';
