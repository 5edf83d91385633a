import { Expression } from '../node';
import { field, goString, type Position } from '../position';
import { isEmpty, type Scope, valueAt } from '../scope';

/** The elements of a list of the values, strings without line breaks, as one text. */
export class Join extends Expression {
  readonly type = 'string';
  readonly singleLine = true;

  constructor(
    readonly path: readonly string[],
    readonly separator: string,
  ) {
    super();
  }

  evaluate(scope: Scope): string {
    const list = valueAt(scope.values, this.path);
    return isEmpty(list) ? '' : (list as string[]).join(this.separator);
  }

  pipeline(position: Position): string {
    return `join ${goString(this.separator)} ${field(position, 'Values', ...this.path)}`;
  }
}
