import { evaluate } from '../evaluate';
import { absent, type Condition, type Json, Structure, type Template } from '../node';
import { template } from '../placeholders';
import { type Place, type Printer, presenceOf } from '../printer';
import type { Scope } from '../scope';
import { allOf, anyOf, Given } from './condition';
import { Fill } from './fill';

/** Something that is there only under a condition; optionally something else in its place. */
export class Guard extends Structure {
  readonly content: Template;
  readonly otherwise: Template | undefined;

  constructor(
    readonly condition: Condition,
    content: Template,
    /** @default - nothing */
    otherwise?: Template,
  ) {
    super();
    this.content = template(content);
    this.otherwise = otherwise === undefined ? undefined : template(otherwise);
  }

  presence(): Condition | undefined {
    const inner = presenceOf(this.content);
    const yes = inner === undefined ? this.condition : allOf(this.condition, inner);
    if (this.otherwise === undefined) return yes;
    const other = presenceOf(this.otherwise);
    return other === undefined && inner === undefined ? undefined : other === undefined ? undefined : anyOf(yes, other);
  }

  evaluate(scope: Scope): Json | typeof absent {
    if (this.condition.test(scope)) return evaluate(this.content, scope);
    return this.otherwise === undefined ? absent : evaluate(this.otherwise, scope);
  }

  print(printer: Printer, place: Place): void {
    const { condition, content, otherwise } = this;
    const printOtherwise = otherwise === undefined ? undefined : () => printer.node(otherwise, place);
    if (
      condition instanceof Given &&
      content instanceof Fill &&
      !content.spreads &&
      String(condition.path) === String(content.path)
    ) {
      content.print(printer, place, printOtherwise);
    } else {
      printer.when(condition, place, () => printer.node(content, place), printOtherwise);
    }
  }

  override parts(): Iterable<Template | Condition> {
    return this.otherwise === undefined
      ? [this.condition, this.content]
      : [this.condition, this.content, this.otherwise];
  }
}
