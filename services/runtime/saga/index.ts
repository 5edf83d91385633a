/** A change across services that goes forward step by step, or back: rules as a pure function, state in the database. */
export { SagaDeadlines, type SagaDeadlinesOptions } from './deadlines';
export type { DeadlinePassed, SagaDefinition, Transition } from './definition';
export { observeSagas } from './metrics';
export { sagaMigration } from './migration';
export { Saga, type SagaBeginning, type SagaInstance, type SagaOptions, type SagaOutcome } from './saga';
