/** Programs that an operator runs beside a service, on its database. */
export { type OperatorProgram, runAsProgram, runOperatorProgram } from './operator-program';
