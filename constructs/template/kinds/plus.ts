import { Expression } from '../node';
import { argument, type Position } from '../position';
import type { Scope } from '../scope';

/** An integer and a literal, added. */
export class Plus extends Expression {
  readonly type = 'integer';
  readonly singleLine = true;

  constructor(
    readonly integer: Expression,
    readonly addend: number,
  ) {
    super();
  }

  evaluate(scope: Scope): number {
    return Number(this.integer.evaluate(scope)) + this.addend;
  }

  pipeline(position: Position): string {
    return `add ${argument(this.integer.pipeline(position))} ${this.addend}`;
  }

  override parts(): Iterable<Expression> {
    return [this.integer];
  }
}
