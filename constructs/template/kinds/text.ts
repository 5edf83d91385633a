import { Expression } from '../node';
import { argument, escapeActions, goString, type Position } from '../position';
import type { Scope } from '../scope';
import { BuiltIn } from './reference';

export type TextPart = string | Expression;

/** Literal text and expressions, joined. */
export class Text extends Expression {
  readonly type = 'string';
  readonly singleLine: boolean;

  constructor(readonly fragments: readonly TextPart[]) {
    super();
    this.singleLine = fragments.every((part) => (typeof part === 'string' ? !/[\r\n]/.test(part) : part.singleLine));
  }

  evaluate(scope: Scope): string {
    return this.fragments.map((part) => (typeof part === 'string' ? part : String(part.evaluate(scope)))).join('');
  }

  pipeline(position: Position): string {
    if (this.fragments.length === 1 && typeof this.fragments[0] === 'object' && this.fragments[0].type === 'string') {
      return this.fragments[0].pipeline(position);
    }
    const format = this.fragments
      .map((part) =>
        typeof part === 'string'
          ? part.replaceAll('%', '%%')
          : { string: '%s', integer: '%d', boolean: '%t' }[part.type],
      )
      .join('');
    const given = this.fragments
      .filter((part) => typeof part !== 'string')
      .map((part) => argument((part as Expression).pipeline(position)));
    return given.length === 0 ? goString(this.fragments.join('')) : `printf ${goString(format)} ${given.join(' ')}`;
  }

  override parts(): Iterable<Expression> {
    return this.fragments.filter((part) => typeof part !== 'string');
  }

  override inline(position: Position): string {
    return this.fragments
      .map((part) => (typeof part === 'string' ? escapeActions(part) : part.inline(position)))
      .join('');
  }
}

/**
 * Name of the objects of a chart below this one. To Helm they are part of this release, which is not named like that
 * chart; the plain manifests hold each chart as a release of its own.
 */
export class NameInSubchart extends Text {
  constructor(readonly subchart: string) {
    super([new BuiltIn('Release.Name'), `-${subchart}`]);
  }

  override evaluate(scope: Scope): string {
    return scope.apart === true ? this.subchart : super.evaluate(scope);
  }
}
