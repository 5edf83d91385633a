import type { Logger } from 'pino';
import type { Component } from './component';

/** Starts components in their order, and drains and stops in reverse what was started. */
export class ComponentOrder {
  readonly #components: readonly Component[];
  readonly #logger: Logger;
  readonly #begun: Component[] = [];
  #stopping = false;
  #step = 'nothing';

  constructor(components: readonly Component[], logger: Logger) {
    this.#components = components;
    this.#logger = logger;
  }

  /** What is being waited for, e.g. `stop of database`. */
  get step(): string {
    return this.#step;
  }

  /** Ends early when `stop` is called meanwhile. Rejects with the first failure and starts nothing more. */
  async start(): Promise<void> {
    for (const component of this.#components) {
      if (this.#stopping) {
        return;
      }
      this.#begun.push(component);
      await this.#timed('start', component, () => component.start());
    }
  }

  /** @returns whether all went well; failures are logged, and the others drained nevertheless */
  drain(deadline: AbortSignal): Promise<boolean> {
    return this.#reversed('drain', async (component) => component.drain?.(deadline));
  }

  /** @returns whether all went well; failures are logged, and the others stopped nevertheless */
  stop(): Promise<boolean> {
    this.#stopping = true;
    return this.#reversed('stop', (component) => component.stop());
  }

  async #reversed(verb: string, action: (component: Component) => Promise<void>): Promise<boolean> {
    let clean = true;
    for (const component of this.#begun.toReversed()) {
      try {
        await this.#timed(verb, component, () => action(component));
      } catch (error) {
        clean = false;
        this.#logger.error({ err: error, component: component.name }, `the ${verb} of a component failed`);
      }
    }
    return clean;
  }

  async #timed(verb: string, component: Component, action: () => Promise<void>): Promise<void> {
    const began = performance.now();
    this.#step = `${verb} of ${component.name}`;
    await action();
    this.#logger.debug({ ms: Math.round(performance.now() - began) }, `${verb} of ${component.name}`);
  }
}
