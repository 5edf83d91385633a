import type { NativeStatement, Transaction } from '../db';
import { type Cause, ConcurrentChangeError, type OutgoingMessage } from '../messaging';
import type { Outbox } from '../outbox';
import type { DeadlinePassed, SagaDefinition, Transition } from './definition';

/** A saga as it stands, for those who turn its outputs into messages and rows. */
export interface SagaInstance<State> {
  /** What it is about, e.g. the order's id. */
  readonly key: string;
  readonly state: State;
  /** Counts transitions, from 1. */
  readonly version: number;
}

export interface SagaOptions<Input, State, Event extends { readonly type: string }, Output> {
  readonly definition: SagaDefinition<Input, State, Event, Output>;
  readonly outbox: Outbox;
  readonly now: () => Date;
  /** UUIDv7. */
  readonly newId: () => string;
  /** Turns an output of the rules into a message, with `createMessages`. */
  readonly messageFor: (output: Output, saga: SagaInstance<State>, cause: Cause) => OutgoingMessage;
  /**
   * Writes what else follows from a transition, in its transaction: the status of an order, its history.
   * @default - nothing
   */
  readonly project?: (transaction: Transaction, saga: SagaInstance<State>, before: State | undefined) => Promise<void>;
}

/** A saga that is about to begin. */
export interface SagaBeginning<State> {
  readonly saga: SagaInstance<State>;
  /**
   * The statement that stores it.
   * @param options.after number of the last `$n` before this part, when it stands inside a larger statement
   * @param options.condition further SQL condition, e.g. `exists (select from placed)`
   */
  insert(options?: { after?: number; condition?: string }): Required<Pick<NativeStatement, 'text' | 'values'>>;
  /** To be put into the outbox with it. */
  readonly messages: readonly OutgoingMessage[];
}

/** `ignored`: the rules take no such event in this state; `unknown`: there is no such saga. */
export type SagaOutcome = 'moved' | 'ignored' | 'unknown';

interface SagaRow<State> {
  readonly id: string;
  readonly key: string;
  readonly step: string;
  readonly data: State;
  readonly version: number;
  readonly attempts: number;
  readonly correlation_id: string;
}

const setbackMs = 30_000;

const columns = 'id, key, step, data, version, attempts, correlation_id';

/** Types of the values that a new saga is stored with, by column. */
const newColumns = {
  id: 'uuid',
  type: 'text',
  key: 'text',
  correlation_id: 'text',
  step: 'text',
  status: 'text',
  data: 'jsonb',
  updated_at: 'timestamptz',
  deadline_at: 'timestamptz',
};

function sagaInsert(after: number, condition: string): string {
  const names = Object.keys(newColumns).join(', ');
  const values = Object.values(newColumns).map((type, index) => `$${after + index + 1}::${type}`);
  return (
    `insert into saga (${names}, created_at, version) ` +
    `select ${names}, updated_at, 1 from (select ${values.join(', ')}) as begun (${names}) where ${condition}`
  );
}

/** Keeps sagas of one kind in the database. Every transition is one transaction: state, projection, outbox. */
export class Saga<Input, State, Event extends { readonly type: string }, Output> {
  readonly #options: SagaOptions<Input, State, Event, Output>;

  constructor(options: SagaOptions<Input, State, Event, Output>) {
    this.#options = options;
  }

  get type(): string {
    return this.#options.definition.type;
  }

  /**
   * Begins a saga, in the transaction of what it is about.
   * @throws a unique violation when one exists for this key
   */
  async begin(transaction: Transaction, key: string, input: Input, cause: Cause): Promise<void> {
    const { outbox, project } = this.#options;
    const { saga, insert, messages } = this.beginning(key, input, cause);
    await transaction.execute(insert());
    await project?.(transaction, saga, undefined);
    await outbox.add(transaction, ...messages);
  }

  /**
   * What `begin` writes, for a service that puts it into one statement with what the saga is about; `project` is left
   * to that statement too.
   */
  beginning(key: string, input: Input, cause: Cause): SagaBeginning<State> {
    const { definition, newId, now, messageFor } = this.#options;
    const transition = definition.begin(input);
    const saga = { key, state: transition.state, version: 1 };
    const values = [newId(), definition.type, key, cause.correlationId, ...this.#stored(transition, now())];
    return {
      saga,
      insert: ({ after = 0, condition = 'true' } = {}) => ({ text: sagaInsert(after, condition), values }),
      messages: (transition.outputs ?? []).map((output) => messageFor(output, saga, cause)),
    };
  }

  /**
   * Tells a saga of an event, in the transaction of the message's inbox row.
   * @throws `ConcurrentChangeError` when somebody else moved the saga meanwhile: repeat with a new transaction
   */
  async handle(transaction: Transaction, key: string, event: Event, cause: Cause): Promise<SagaOutcome> {
    const row = await transaction.first<SagaRow<State>>({
      name: 'saga-by-key',
      text: `select ${columns} from saga where type = $1 and key = $2`,
      values: [this.type, key],
    });
    return row === undefined ? 'unknown' : this.#move(transaction, row, event, cause);
  }

  /**
   * Tells one saga, if there is any, that its deadline has passed. Replicas that ask at the same time get different
   * ones. A saga that fails keeps its state and is left alone for a while, so that it does not hold up the others.
   * @returns nothing when no deadline has passed
   */
  async passDeadline(transaction: Transaction): Promise<{ key: string; error?: Error } | undefined> {
    const row = await transaction.first<SagaRow<State>>({
      name: 'saga-overdue',
      text: `
        select ${columns} from saga where type = $1 and deadline_at <= $2
        order by deadline_at limit 1 for update skip locked`,
      values: [this.type, this.#options.now()],
    });
    if (row === undefined) {
      return undefined;
    }
    const event: DeadlinePassed = { type: 'deadline-passed', attempt: row.attempts + 1 };
    await transaction.execute('savepoint deadline');
    try {
      const outcome = await this.#move(transaction, row, event, { correlationId: row.correlation_id });
      if (outcome === 'ignored') {
        await transaction.execute({ text: 'update saga set deadline_at = null where id = $1', values: [row.id] });
      }
      return { key: row.key };
    } catch (error) {
      await transaction.execute('rollback to savepoint deadline');
      const deadline = new Date(this.#options.now().getTime() + setbackMs);
      await transaction.execute({ text: 'update saga set deadline_at = $2 where id = $1', values: [row.id, deadline] });
      return { key: row.key, error: error as Error };
    }
  }

  async #move(
    transaction: Transaction,
    row: SagaRow<State>,
    event: Event | DeadlinePassed,
    cause: Cause,
  ): Promise<SagaOutcome> {
    const { definition, now } = this.#options;
    const transition = definition.transition(row.data, event);
    if (transition === undefined) {
      return 'ignored';
    }
    const sameStep = definition.stepOf(transition.state) === row.step;
    const attempts = event.type === 'deadline-passed' && sameStep ? row.attempts + 1 : 0;
    const moved = await transaction.execute({
      name: 'saga-move',
      text: `
        update saga set step = $4, status = $5, data = $6, updated_at = $7, deadline_at = $8, attempts = $3,
          version = version + 1
        where id = $1 and version = $2`,
      values: [row.id, row.version, attempts, ...this.#stored(transition, now())],
    });
    if (moved === 0) {
      throw new ConcurrentChangeError(`saga ${definition.type} ${row.key} was moved on from version ${row.version}`);
    }
    const saga = { key: row.key, state: transition.state, version: row.version + 1 };
    await this.#tell(transaction, saga, row.data, transition, cause);
    return 'moved';
  }

  /** step, status, data, updated_at, deadline_at */
  #stored({ state, deadlineMs, ended = false }: Transition<State, Output>, now: Date): unknown[] {
    const deadline = deadlineMs === undefined || ended ? null : new Date(now.getTime() + deadlineMs);
    const step = this.#options.definition.stepOf(state);
    return [step, ended ? 'ended' : 'active', JSON.stringify(state), now, deadline];
  }

  async #tell(
    transaction: Transaction,
    saga: SagaInstance<State>,
    before: State | undefined,
    { outputs = [] }: Transition<State, Output>,
    cause: Cause,
  ): Promise<void> {
    const { outbox, messageFor, project } = this.#options;
    await project?.(transaction, saga, before);
    await outbox.add(transaction, ...outputs.map((output) => messageFor(output, saga, cause)));
  }
}
