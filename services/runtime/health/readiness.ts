import type { Logger } from 'pino';
import type { Component } from '../lifecycle/component';

/** Where a service is in its life. */
export type Phase = 'starting' | 'serving' | 'draining';

/** Why a service cannot serve. */
export interface Unready {
  /** Name of the component, or `service`. */
  readonly component: string;
  readonly reason: string;
}

const cacheMs = 1_000;

/** Less than the time that a probe waits, so that the probe learns who did not answer. */
const answerMs = 1_000;

/** Whether a service can serve: asks its components, at most once a second however often it is asked itself. */
export class Readiness {
  readonly #logger: Logger;
  readonly #now: () => number;
  #phase: Phase = 'starting';
  #hasStarted = false;
  #components: readonly Component[] = [];
  #answer: { readonly at: number; readonly unready: Promise<readonly Unready[]> } | undefined;
  #wasReady = true;

  /** @param now clock in milliseconds */
  constructor(logger: Logger, now: () => number = () => performance.now()) {
    this.#logger = logger;
    this.#now = now;
  }

  /** `draining` also means that answers should ask clients to use another connection. */
  get phase(): Phase {
    return this.#phase;
  }

  /** Stays true to the end. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** All components have started. */
  serve(components: readonly Component[]): void {
    this.#phase = 'serving';
    this.#hasStarted = true;
    this.#components = components;
  }

  /** The service is about to stop, and serves only what still comes. */
  drain(): void {
    this.#phase = 'draining';
  }

  /** Reasons not to send requests to this service; none: it is ready. */
  async check(): Promise<readonly Unready[]> {
    if (this.#phase !== 'serving') {
      return [{ component: 'service', reason: this.#phase }];
    }
    const now = this.#now();
    if (this.#answer === undefined || now - this.#answer.at >= cacheMs) {
      this.#answer = { at: now, unready: this.#ask() };
    }
    return this.#answer.unready;
  }

  async #ask(): Promise<readonly Unready[]> {
    const answers = await Promise.all(this.#components.map(reasonOf));
    const unready = answers.filter((answer) => answer !== undefined);
    const isReady = unready.length === 0;
    if (isReady !== this.#wasReady) {
      this.#wasReady = isReady;
      this.#logger[isReady ? 'info' : 'warn']({ unready }, isReady ? 'ready again' : 'not ready');
    }
    return unready;
  }
}

async function reasonOf(component: Component): Promise<Unready | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${answerMs} ms`)), answerMs);
  });
  try {
    await Promise.race([component.ready?.(), silence]);
    return undefined;
  } catch (error) {
    return { component: component.name, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
