import type { Position } from './position';
import type { Place, Printer } from './printer';
import type { Scope } from './scope';

/** Plain data, as JSON has it. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/**
 * A template document: plain data in which some places hold an expression. Every expression says two things side by
 * side: what it evaluates to, given values, and how it prints as a Go template.
 */
export type Template = null | boolean | number | string | Template[] | TemplateObject | Expression | Structure;
export interface TemplateObject {
  [key: string]: Template;
}

export type ScalarType = 'string' | 'integer' | 'boolean';

/** Something in a template that is no text, and must not silently become one, as in `${value}` or `JSON.stringify`. */
export abstract class NoText {
  toString(): string {
    return refuseText(this);
  }

  /** @internal */
  toJSON(): never {
    return refuseText(this);
  }
}

function refuseText(thing: object): never {
  const { path } = thing as { path?: readonly string[] };
  const place = Array.isArray(path) ? `value ${path.join('.')}` : 'a template';
  throw new Error(
    `${place}: found a ${thing.constructor.name} where a text is made, expected a text or number. Set it as a field of its ` +
      'own with an edit (`Edits.of(object).set(…)`, `spread`, `guard`); an expression becomes a part of a text by ' +
      '`stringPlaceholder`.',
  );
}

/** An expression that stands for one scalar. */
export abstract class Expression extends NoText {
  /** What a YAML parser must read back; decides quoting. */
  abstract readonly type: ScalarType;

  /** Cannot contain a line break or a control character, so that it may stand inside a block of text. */
  abstract readonly singleLine: boolean;

  abstract evaluate(scope: Scope): string | number | boolean;

  /** The Go template pipeline that prints it, without braces. */
  abstract pipeline(position: Position): string;

  /** The same inside running text: literal characters and actions. */
  inline(position: Position): string {
    return `{{ ${this.pipeline(position)} }}`;
  }

  /** Expressions and conditions inside, for finding out which values a template uses. */
  parts(): Iterable<Template | Condition> {
    return [];
  }
}

/** A condition on values. */
export abstract class Condition extends NoText {
  /** The printed expression is a boolean, not only something that is empty or not. */
  abstract readonly boolean: boolean;

  abstract test(scope: Scope): boolean;

  /** The Go template expression that is true when the condition holds, without braces. */
  abstract expression(position: Position): string;

  parts(): Iterable<Template | Condition> {
    return [];
  }
}

/** What a structure evaluates to where it contributes nothing. */
export const absent: unique symbol = Symbol('absent');

/** An expression that stands for a list, a map, or for a field or item that may be absent. */
export abstract class Structure extends NoText {
  /** The condition under which anything is there; `undefined` means always. */
  abstract presence(): Condition | undefined;

  abstract evaluate(scope: Scope): Json | typeof absent;

  /** The lines of YAML and actions that print it, as a field, an item or on its own. */
  abstract print(printer: Printer, place: Place): void;

  /** True where the structure's entries become entries of the enclosing list or map. */
  readonly spreads: boolean = false;

  /** Prints its key too, so that it may stand alone under one. */
  readonly printsKey: boolean = false;

  /** Expressions and conditions inside, for finding out which values a template uses. */
  abstract parts(): Iterable<Template | Condition>;
}

export function isCollection(template: Template): template is Template[] | TemplateObject {
  return (
    typeof template === 'object' &&
    template !== null &&
    !(template instanceof Expression) &&
    !(template instanceof Structure)
  );
}
