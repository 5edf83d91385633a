import { Expression } from '../node';
import { argument, goString, type Position } from '../position';
import { isEmpty, type Scope } from '../scope';

/** The first string unless it is empty, else the second. */
export class Fallback extends Expression {
  readonly type = 'string';
  readonly singleLine: boolean;

  constructor(
    readonly first: Expression,
    readonly second: Expression | string,
  ) {
    super();
    this.singleLine = first.singleLine && (typeof second === 'string' || second.singleLine);
  }

  evaluate(scope: Scope): string {
    const first = this.first.evaluate(scope);
    if (!isEmpty(first)) return String(first);
    return typeof this.second === 'string' ? this.second : String(this.second.evaluate(scope));
  }

  pipeline(position: Position): string {
    const second = typeof this.second === 'string' ? goString(this.second) : argument(this.second.pipeline(position));
    return `${argument(this.first.pipeline(position))} | default ${second}`;
  }

  override parts(): Iterable<Expression> {
    return typeof this.second === 'string' ? [this.first] : [this.first, this.second];
  }
}
