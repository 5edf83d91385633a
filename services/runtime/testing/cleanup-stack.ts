import type { Component } from '../lifecycle';

type Stoppable = Pick<Component, 'start' | 'stop'>;

/** What a test has started or made, to be undone in reverse order when it ends. */
export class CleanupStack {
  readonly #undos: { readonly undo: () => Promise<unknown>; readonly of?: Stoppable }[] = [];

  defer(undo: () => Promise<unknown>): void {
    this.#undos.push({ undo });
  }

  /** Starts a component, to be stopped even when that fails. */
  async start<T extends Stoppable>(component: T): Promise<T> {
    this.#undos.push({ undo: () => component.stop(), of: component });
    await component.start();
    return component;
  }

  /** Stops a component that was started, now instead of at the end. */
  async stop(component: Stoppable): Promise<void> {
    this.#undos.splice(
      this.#undos.findIndex(({ of }) => of === component),
      1,
    );
    await component.stop();
  }

  /**
   * Undoes everything, once.
   * @throws the first failure, after all has been tried
   */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (const { undo } of this.#undos.splice(0).reverse()) {
      await undo().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) {
      throw failures[0];
    }
  }
}
