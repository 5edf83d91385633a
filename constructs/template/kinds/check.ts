import type { Condition, Expression } from '../node';
import { goString, top } from '../position';
import type { Scope } from '../scope';

/** Values that the schema cannot refuse by itself, because they only clash with each other. */
export class Check {
  constructor(
    /** When this holds, nothing is rendered. */
    readonly refused: Condition,
    /** A sentence that names the key, says what was expected and what to do. */
    readonly message: Expression | string,
  ) {}

  /** The message where the values are refused. */
  evaluate(scope: Scope): string | undefined {
    if (!this.refused.test(scope)) return undefined;
    return typeof this.message === 'string' ? this.message : String(this.message.evaluate(scope));
  }

  print(): string {
    const message = typeof this.message === 'string' ? goString(this.message) : `(${this.message.pipeline(top)})`;
    return `{{- if ${this.refused.expression(top)} }}\n{{- fail ${message} }}\n{{- end }}\n`;
  }
}
