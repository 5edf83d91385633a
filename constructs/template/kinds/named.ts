import { evaluate } from '../evaluate';
import { absent, type Condition, Expression, type Json, type ScalarType, Structure, type Template } from '../node';
import { template } from '../placeholders';
import { goString, type Position } from '../position';
import { type Place, Printer } from '../printer';
import type { Scope } from '../scope';

/** A named template of the chart's `_helpers.tpl`. */
export interface Definition {
  readonly name: string;
  /** One sentence, printed as a comment above it. */
  readonly description: string;
  /** The text between `define` and `end`. */
  print(): string;
}

/** A string that has a name: written once in `_helpers.tpl`, included wherever it is needed. */
export class NamedText extends Expression implements Definition {
  readonly type: ScalarType = 'string';
  readonly singleLine: boolean;

  constructor(
    readonly name: string,
    readonly description: string,
    readonly content: Expression,
  ) {
    super();
    this.singleLine = content.singleLine;
  }

  evaluate(scope: Scope): string {
    return String(this.content.evaluate(scope));
  }

  pipeline(position: Position): string {
    return `include ${goString(this.name)} ${position.root}`;
  }

  print(): string {
    return `${this.content.inline({ root: '.' })}\n`;
  }

  override parts(): Iterable<Template> {
    return [this.content];
  }
}

/** A list or map that has a name; also what a `Hash` is made of. */
export class NamedBlock extends Structure implements Definition {
  readonly content: Template;

  constructor(
    readonly name: string,
    readonly description: string,
    content: Template,
  ) {
    super();
    this.content = template(content);
  }

  presence(): Condition | undefined {
    return undefined;
  }

  evaluate(scope: Scope): Json {
    const value = evaluate(this.content, scope);
    if (value === absent) throw new Error(`template ${this.name}: nothing in it is there for these values`);
    return value;
  }

  print(): string;
  print(printer: Printer, place: Place): void;
  print(printer?: Printer, place?: Place): string | undefined {
    if (printer === undefined || place === undefined) return Printer.print(this.content);
    if (place.item) throw new Error(`template ${this.name}: a named block cannot be a list item`);
    const indent = place.indent + (place.key === undefined ? 0 : 2);
    if (place.key !== undefined) printer.line(place, `${place.key}:`);
    printer.line(
      { ...place, indent },
      `{{- include ${goString(this.name)} ${place.position.root} | nindent ${indent} }}`,
    );
    return undefined;
  }

  override parts(): Iterable<Template> {
    return [this.content];
  }
}
