/**
 * A saga as rules alone: no clock, no database, no broker. Every reply may come late, twice or out of order, so
 * `transition` says for each state which events it takes, and ignores the others.
 */
export interface SagaDefinition<Input, State, Event extends { readonly type: string }, Output> {
  /** Name of the kind of saga, e.g. `order`. */
  readonly type: string;
  readonly begin: (input: Input) => Transition<State, Output>;
  /** @returns `undefined` when the event changes nothing in this state */
  readonly transition: (state: State, event: Event | DeadlinePassed) => Transition<State, Output> | undefined;
  /** Short name of a state, for metrics and the console. */
  readonly stepOf: (state: State) => string;
}

/** Where a saga goes, and what it has to say on the way. */
export interface Transition<State, Output> {
  /** Plain data. */
  readonly state: State;
  /** Commands to others and events of its own, in order. @default - none */
  readonly outputs?: readonly Output[];
  /**
   * How long to wait for an answer before `deadline-passed` is told, in milliseconds.
   * @default - for ever; so a saga that has not ended should name one
   */
  readonly deadlineMs?: number;
  /** Nothing will change any more. @default false */
  readonly ended?: boolean;
}

/** No answer came in time: ask again, or go back. */
export interface DeadlinePassed {
  readonly type: 'deadline-passed';
  /** 1 when a step is late for the first time; counts on until the step changes. */
  readonly attempt: number;
}
