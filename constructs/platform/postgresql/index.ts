/** A database server for first tries. */
export * from './databases';
export { PostgreSql, postgreSqlEnabled } from './postgresql';
