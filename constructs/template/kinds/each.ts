import { evaluate } from '../evaluate';
import { absent, type Condition, type Json, Structure, type Template } from '../node';
import { template } from '../placeholders';
import { field, nested } from '../position';
import type { Place, Printer } from '../printer';
import { isEmpty, type Scope, valueAt } from '../scope';
import { Given } from './condition';

/** One item for each element of a list of the values; its entries stand in the enclosing list. */
export class Each extends Structure {
  override readonly spreads = true;

  readonly item: Template;

  constructor(
    readonly path: readonly string[],
    /** What stands for an element; refers to it by `ItemReference`. */
    item: Template,
  ) {
    super();
    this.item = template(item);
  }

  presence(): Condition {
    return new Given(this.path);
  }

  evaluate(scope: Scope): Json | typeof absent {
    const list = valueAt(scope.values, this.path);
    if (isEmpty(list)) return absent;
    return (list as Json[]).map((element) => {
      const item = evaluate(this.item, { ...scope, item: element });
      if (item === absent) throw new Error(`each of ${this.path.join('.')}: an item must not be absent as a whole`);
      return item;
    });
  }

  print(printer: Printer, place: Place): void {
    printer.line(place, `{{- range ${field(place.position, 'Values', ...this.path)} }}`);
    printer.node(this.item, { ...place, item: true, position: nested, last: false });
    printer.line(place, '{{- end }}');
  }

  override parts(): Iterable<Template | Condition> {
    return [new Given(this.path), this.item];
  }
}
