import { isDeepStrictEqual } from 'node:util';
import { memberOf, putMember } from '../member';
import { absent, type Condition, type Json, type JsonObject, Structure } from '../node';
import { field } from '../position';
import { type Place, type Printer, toYaml } from '../printer';
import { isEmpty, type Scope, valueAt } from '../scope';
import { anyOf, Given } from './condition';

/** A list or map of the values, as it is; nothing where it is empty. */
export class Fill extends Structure {
  override readonly printsKey = true;

  constructor(
    readonly path: readonly string[],
    /** Its entries become entries of the enclosing list or map. */
    override readonly spreads = false,
  ) {
    super();
  }

  presence(): Condition {
    return new Given(this.path);
  }

  evaluate(scope: Scope): Json | typeof absent {
    const value = valueAt(scope.values, this.path);
    return isEmpty(value) ? absent : (value as Json);
  }

  /** @param otherwise prints what follows `{{- else }}` */
  print(printer: Printer, place: Place, otherwise?: () => void): void {
    if (place.last && this.spreads && place.key === undefined) {
      throw new Error(
        `value ${this.path.join('.')}: its entries would end a document, where Helm trims white space that may count; ` +
          'expected something literal after them',
      );
    }
    const value = field(place.position, 'Values', ...this.path);
    if (printer.holds(this.presence())) {
      this.printValue(printer, place, value);
      return;
    }
    printer.line(place, `{{- with ${value} }}`);
    this.printValue(printer, place, '.');
    if (otherwise !== undefined) {
      printer.line(place, '{{- else }}');
      otherwise();
    }
    printer.line(place, '{{- end }}');
  }

  private printValue(printer: Printer, place: Place, value: string): void {
    if (place.last) {
      // Flow style on one line: the end of a document loses its white space, which a block scalar there would need.
      printer.line(
        place,
        `${place.item ? '- ' : place.key === undefined ? '' : `${place.key}: `}{{ toJson ${value} }}`,
      );
      return;
    }
    printWhole(printer, place, value);
  }

  override parts(): Iterable<Condition> {
    return [new Given(this.path)];
  }
}

/** Several lists or maps of the values as one, absent where all are empty. */
abstract class Merged extends Structure {
  override readonly spreads = true;
  override readonly printsKey = true;

  constructor(readonly paths: readonly (readonly string[])[]) {
    super();
  }

  presence(): Condition {
    return anyOf(...this.paths.map((path) => new Given(path)));
  }

  override parts(): Iterable<Condition> {
    return this.paths.map((path) => new Given(path));
  }
}

/**
 * Entries of several maps of strings; where two have a key, the first that is not empty wins, as with the `merge`
 * function of Sprig.
 */
export class MergedMaps extends Merged {
  evaluate(scope: Scope): Json | typeof absent {
    const merged: JsonObject = {};
    for (const path of this.paths) {
      const map = valueAt(scope.values, path);
      if (isEmpty(map)) continue;
      for (const [key, value] of Object.entries(map as JsonObject)) {
        if (isEmpty(memberOf(merged, key))) putMember(merged, key, value);
      }
    }
    return isEmpty(merged) ? absent : merged;
  }

  print(printer: Printer, place: Place): void {
    const paths = this.paths.map((path) => field(place.position, 'Values', ...path));
    const merged = `(merge (dict) ${paths.map((path) => `(${path} | default dict)`).join(' ')})`;
    printer.when(this.presence(), place, () => printWhole(printer, place, merged));
  }
}

/** Items of several lists of the values, each once. */
export class MergedLists extends Merged {
  evaluate(scope: Scope): Json | typeof absent {
    const merged: Json[] = [];
    for (const path of this.paths) {
      const list = valueAt(scope.values, path);
      if (isEmpty(list)) continue;
      for (const item of list as Json[]) {
        if (!merged.some((known) => isDeepStrictEqual(known, item))) merged.push(item);
      }
    }
    return isEmpty(merged) ? absent : merged;
  }

  print(printer: Printer, place: Place): void {
    const lists = this.paths.map((path) => `(${field(place.position, 'Values', ...path)} | default list)`);
    printer.when(this.presence(), place, () => printWhole(printer, place, `(concat ${lists.join(' ')} | uniq)`));
  }
}

function printWhole(printer: Printer, place: Place, value: string): void {
  if (place.key !== undefined) printer.line(place, `${place.key}:`);
  const indent = place.indent + (place.key === undefined ? 0 : 2);
  printer.line({ ...place, indent }, toYaml(value, indent));
}
