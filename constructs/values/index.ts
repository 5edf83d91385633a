/** Typed declarations of values, and what follows from them. */
export * from './defaults';
export * from './schema';
export * from './schema-document';
export * from './table';
export * from './tree';
export * from './type-declaration';
export { type ValueProblem, validateValue } from './validate-value';
export * from './value';
export * from './values';
export * from './values-yaml';
