import { type Condition, Expression } from '../node';
import { argument, escapeActions, goString, type Position } from '../position';
import type { Scope } from '../scope';
import { not } from './condition';

/** One of two strings. */
export class Choice extends Expression {
  readonly type = 'string';
  readonly singleLine: boolean;

  constructor(
    readonly condition: Condition,
    readonly yes: Expression | string,
    readonly no: Expression | string,
  ) {
    super();
    this.singleLine = [yes, no].every((side) => (typeof side === 'string' ? !/[\r\n]/.test(side) : side.singleLine));
  }

  evaluate(scope: Scope): string {
    const side = this.condition.test(scope) ? this.yes : this.no;
    return typeof side === 'string' ? side : String(side.evaluate(scope));
  }

  pipeline(position: Position): string {
    const side = (value: Expression | string): string =>
      typeof value === 'string' ? goString(value) : argument(value.pipeline(position));
    const condition = this.condition.expression(position);
    const boolean = this.condition.boolean ? condition : `not (empty ${argument(condition)})`;
    return `ternary ${side(this.yes)} ${side(this.no)} ${argument(boolean)}`;
  }

  override inline(position: Position): string {
    const side = (value: Expression | string): string =>
      typeof value === 'string' ? escapeActions(value) : value.inline(position);
    const no = side(this.no);
    if (this.yes === '') return `{{ if ${not(this.condition).expression(position)} }}${no}{{ end }}`;
    return `{{ if ${this.condition.expression(position)} }}${side(this.yes)}${no === '' ? '' : `{{ else }}${no}`}{{ end }}`;
  }

  override parts(): Iterable<Expression | Condition> {
    return [this.condition, ...[this.yes, this.no].filter((side) => typeof side !== 'string')];
  }
}
