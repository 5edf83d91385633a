import { Expression } from '../node';
import { argument, type Position } from '../position';
import type { Scope } from '../scope';

/**
 * A text as a label may hold it: at most 63 characters (ASCII), "_" for "+", which versions with build metadata have, and no
 * ".", "_" or "-" at its ends.
 */
export class LabelText extends Expression {
  readonly type = 'string';
  readonly singleLine: boolean;

  constructor(readonly text: Expression) {
    super();
    this.singleLine = text.singleLine;
  }

  evaluate(scope: Scope): string {
    return String(this.text.evaluate(scope))
      .replaceAll('+', '_')
      .slice(0, 63)
      .replace(/^[._-]+|[._-]+$/g, '');
  }

  pipeline(position: Position): string {
    return `${argument(this.text.pipeline(position))} | replace "+" "_" | trunc 63 | trimAll "._-"`;
  }

  override parts(): Iterable<Expression> {
    return [this.text];
  }
}
