/** A fleet: the services, charts and environments that are generated together. */
export * from './changed-objects';
export * from './fleet';
export * from './generate';
export * from './manifests';
export * from './output';
export * from './package';
