/** For tests of charts: Helm, and rendered objects by kind and name. */
export * from './helm';
export * from './objects';
