import type { ClientConfig } from 'pg';
import type { Logger } from 'pino';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Component } from '../lifecycle/component';
import type { Broker } from '../messaging';
import type { Outbox } from './outbox';
import { type BatchResult, type PublishPolicy, publishBatch } from './publish-batch';
import { RelaySession } from './relay-session';
import { Wakeup } from './wakeup';

export interface RelayOptions {
  /** Name of the service, the source of its messages. */
  readonly source: string;
  readonly outbox: Outbox;
  readonly broker: Broker;
  /** Connection settings of the database that holds the outbox. */
  readonly connection: ClientConfig;
  readonly logger: Logger;
  readonly registry: Registry;
  /** Messages in flight at most. @default 512 */
  readonly batchSize?: number;
  /** @default - 1 s doubling to 60 s; given up after 20 attempts where the broker does not route or allow the subject */
  readonly retry?: PublishPolicy;
}

const defaultRetry: PublishPolicy = { firstRetryMs: 1_000, lastRetryMs: 60_000, maxAttempts: 20 };

/** Pauses in milliseconds. Polling finds what another replica's commit did not wake us for. */
const pause = {
  poll: { first: 250, last: 1_000 },
  held: { first: 5, last: 250 },
  standby: 1_000,
  failure: 500,
} as const;

/**
 * Publishes the outbox, at least once and in order per aggregate. Every replica has a relay; a lock in the database
 * lets one of them work.
 */
export class OutboxRelay implements Component {
  readonly name = 'outbox relay';
  readonly #options: RelayOptions;
  readonly #wakeup = new Wakeup();
  readonly #metrics: ReturnType<typeof relayMetrics>;
  #loop: Promise<void> | undefined;
  #stopListening: () => void = () => undefined;
  #deadline: AbortSignal | undefined;
  #leads = false;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#metrics = relayMetrics(options.registry);
  }

  async start(): Promise<void> {
    this.#stopListening = this.#options.outbox.onWritten(() => this.#leads && this.#wakeup.wake());
    this.#loop = this.#run();
  }

  /** Publishes what is left and gives the lock back. */
  async drain(deadline: AbortSignal): Promise<void> {
    this.#deadline = deadline;
    deadline.addEventListener('abort', () => this.#wakeup.wake(), { once: true });
    this.#wakeup.wake();
    await this.#loop;
  }

  async stop(): Promise<void> {
    await this.drain(AbortSignal.abort());
    this.#stopListening();
  }

  async #run(): Promise<void> {
    while (this.#deadline === undefined) {
      try {
        const session = await RelaySession.open(this.#options.connection);
        try {
          await this.#lead(session);
        } finally {
          this.#setLeads(false);
          await session.close();
        }
      } catch (error) {
        this.#options.logger.warn({ err: error }, 'the outbox relay lost its database; trying again');
        await this.#wakeup.wait(jittered(pause.failure));
      }
    }
  }

  async #lead(session: RelaySession): Promise<void> {
    while (!(await session.tryLead())) {
      await this.#wakeup.wait(jittered(pause.standby));
      if (this.#deadline !== undefined) {
        return;
      }
    }
    this.#setLeads(true);
    let idle = 0;
    let held = 0;
    while (!session.lost && !this.#deadline?.aborted) {
      const outcome = await this.#publishNext(session);
      idle = outcome === 'idle' ? idle + 1 : 0;
      held = outcome === 'held' ? held + 1 : 0;
      if (outcome === 'more') {
        continue;
      }
      if (this.#deadline !== undefined && outcome !== 'held') {
        return;
      }
      const { first, last } = outcome === 'held' ? pause.held : pause.poll;
      await this.#wakeup.wait(jittered(Math.min(first * 2 ** Math.max(0, idle + held - 1), last)));
    }
  }

  #setLeads(leads: boolean): void {
    this.#leads = leads;
    this.#metrics.leader.set(leads ? 1 : 0);
  }

  async #publishNext(session: RelaySession): Promise<'more' | 'held' | 'idle' | 'interrupted'> {
    const { broker, source, batchSize = 512, retry = defaultRetry } = this.#options;
    if (!broker.connected) {
      return 'interrupted';
    }
    const { rows, held } = await session.next(batchSize);
    if (rows.length === 0) {
      return held ? 'held' : 'idle';
    }
    const result = await publishBatch(broker, source, rows, retry);
    if (result.published.length > 0) {
      await session.markPublished(result.published);
    }
    if (result.failed.length > 0) {
      await session.markFailed(result.failed);
    }
    this.#report(result);
    if (result.interrupted) {
      return 'interrupted';
    }
    return held ? 'held' : 'more';
  }

  #report({ published, failed }: BatchResult): void {
    this.#metrics.published.inc(published.length);
    this.#metrics.duplicates.inc(published.filter(({ duplicate }) => duplicate).length);
    for (const { id, failure, error, poison } of failed) {
      this.#metrics.failures.inc({ failure });
      this.#options.logger[poison ? 'error' : 'warn'](
        { messageId: id, failure, reason: error },
        poison ? 'an outbox row was given up' : 'an outbox row could not be published; trying again later',
      );
    }
  }
}

/** ±20 %, so that replicas do not move in step. */
function jittered(ms: number): number {
  return ms * (0.8 + Math.random() * 0.4);
}

function relayMetrics(registry: Registry) {
  const registers = [registry];
  return {
    leader: new Gauge({ name: 'outbox_relay_leader', help: '1 while this process publishes the outbox.', registers }),
    published: new Counter({ name: 'outbox_published_total', help: 'Messages stored by the broker.', registers }),
    duplicates: new Counter({
      name: 'outbox_duplicates_total',
      help: 'Messages that the broker had stored before, and recognised.',
      registers,
    }),
    failures: new Counter({
      name: 'outbox_failures_total',
      help: 'Failed attempts to publish a row, by failure.',
      labelNames: ['failure'],
      registers,
    }),
  };
}
