import assert from 'node:assert/strict';
import type { DeadlinePassed, SagaDefinition, Transition } from '../saga';

/** A saga told as a story: what it begins with, what happens, what is expected of it. */
export interface SagaScenario<State, Event, Output> {
  readonly state: State;
  when(event: Event): SagaScenario<State, Event, Output>;
  /** No answer came in time, for the nth time in this step. */
  whenDeadlinePasses(attempt?: number): SagaScenario<State, Event, Output>;
  /** Exactly these outputs of what happened last. */
  expect(...outputs: readonly Output[]): SagaScenario<State, Event, Output>;
  expectStep(step: string): SagaScenario<State, Event, Output>;
  /** What happened last changed nothing. */
  expectIgnored(): SagaScenario<State, Event, Output>;
  expectEnded(): SagaScenario<State, Event, Output>;
}

/**
 * @example
 * givenSaga(orderSaga, order).expect(reserveStock).when(stockReserved).expect(takePayment).expectStep('reserved');
 */
export function givenSaga<Input, State, Event extends { readonly type: string }, Output>(
  definition: SagaDefinition<Input, State, Event, Output>,
  input: Input,
): SagaScenario<State, Event, Output> {
  const begun = definition.begin(input);
  let state = begun.state;
  let last: Transition<State, Output> | undefined = begun;
  let ended = begun.ended === true;
  const tell = (event: Event | DeadlinePassed): void => {
    last = definition.transition(state, event);
    state = last?.state ?? state;
    ended = last === undefined ? ended : last.ended === true;
  };
  const scenario: SagaScenario<State, Event, Output> = {
    get state() {
      return state;
    },
    when(event) {
      tell(event);
      return scenario;
    },
    whenDeadlinePasses(attempt = 1) {
      tell({ type: 'deadline-passed', attempt });
      return scenario;
    },
    expect(...outputs) {
      assert.deepEqual(last?.outputs ?? [], outputs);
      return scenario;
    },
    expectStep(step) {
      assert.equal(definition.stepOf(state), step);
      return scenario;
    },
    expectIgnored() {
      assert.equal(last, undefined, `the saga moved to '${definition.stepOf(state)}'`);
      return scenario;
    },
    expectEnded() {
      assert.ok(ended, `the saga goes on in '${definition.stepOf(state)}'`);
      return scenario;
    },
  };
  return scenario;
}
