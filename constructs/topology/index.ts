/** The graph of declared communication: checks, and what follows from it. */
export * from './broker';
export { DeclarationErrors, type Problem } from './declaration-errors';
export * from './diff';
export * from './explain';
export * from './picture';
export { declarationFile } from './place';
export { brokerPort, linkerdProxyPort } from './ports';
export { cronPattern } from './schedule';
export { declarationSchema } from './schema/declaration-schema';
export * from './topology';
