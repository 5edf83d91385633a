import { evaluate } from '../evaluate';
import { type absent, type Condition, type Json, Structure, type Template } from '../node';
import { template } from '../placeholders';
import { type Place, type Printer, presenceOf } from '../printer';
import type { Scope } from '../scope';

/** Several items of the enclosing list, so that a guard can hold more than one. */
export class Items extends Structure {
  override readonly spreads = true;
  readonly items: readonly Template[];

  constructor(items: readonly Template[]) {
    super();
    this.items = items.map(template);
  }

  presence(): Condition | undefined {
    return presenceOf([...this.items]);
  }

  evaluate(scope: Scope): Json | typeof absent {
    return evaluate([...this.items], scope);
  }

  print(printer: Printer, place: Place): void {
    this.items.forEach((item, index) => {
      printer.node(item, { ...place, item: true, last: place.last && index === this.items.length - 1 });
    });
  }

  override parts(): Iterable<Template> {
    return this.items;
  }
}
