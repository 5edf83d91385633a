/** For tests of charts, with any test runner: charts rendered with values, objects by kind and name, and Helm. */
export * from './field';
export * from './helm';
export * from './objects';
export * from './renderer';
