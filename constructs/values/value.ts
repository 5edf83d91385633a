import type { Condition, Json, Structure, Template } from '../template';
import { Each, Fill, Given, ItemReference, MergedLists, MergedMaps, NoText, stringPlaceholder } from '../template';
import type { Schema } from './schema';

/** What a declaration of a value says besides its type. */
export interface ValueProps<T> {
  /** One sentence for values.yaml, the README and the schema. */
  readonly description: string;
  readonly default: T;
}

export interface IntegerProps extends ValueProps<number> {
  readonly minimum: number;
  readonly maximum: number;
}

export interface StringProps extends ValueProps<string> {
  /**
   * Regular expression for the whole value, so from `^` to `$`.
   * @default - any text
   */
  readonly pattern?: string;
  /** @default - any text */
  readonly oneOf?: readonly string[];
  /** @default - no limit */
  readonly maxLength?: number;
}

export interface ListProps extends ValueProps<readonly Json[]> {
  readonly items: Schema;
}

export interface MapProps extends ValueProps<Readonly<Record<string, Json>>> {
  /** Schema of the whole map: `labels`, `annotations` or one with properties. */
  readonly schema: Schema;
}

/** A declared value, as documentation and schema need it. */
export interface DeclaredValue {
  readonly path: readonly string[];
  readonly schema: Schema;
  readonly default: Json;
  readonly description: string;
}

/** A list or map of the values. */
abstract class Collection extends NoText {
  constructor(readonly path: readonly string[]) {
    super();
  }

  /** True where it has elements or entries. */
  get given(): Condition {
    return new Given(this.path);
  }

  /** The whole of it as the value of a field, absent where it is empty. */
  fill(): Structure {
    return new Fill(this.path);
  }
}

/** A list of the values. */
export class ListValue extends Collection {
  /** The list's elements as elements of an enclosing list; with those of `others` behind them, each once. */
  spread(...others: readonly ListValue[]): Structure {
    return others.length === 0
      ? new Fill(this.path, true)
      : new MergedLists([this.path, ...others.map((list) => list.path)]);
  }

  /** One item for each element, a string without line breaks; `element` is a placeholder for it. */
  eachString(item: (element: string) => Template): Structure {
    return new Each(this.path, item(stringPlaceholder(new ItemReference(undefined, 'string', true))));
  }
}

/** A map of the values. */
export class MapValue extends Collection {
  /** The map's entries as entries of an enclosing map; those of `others` fill in what it lacks. */
  spread(...others: readonly MapValue[]): Structure {
    return others.length === 0
      ? new Fill(this.path, true)
      : new MergedMaps([this.path, ...others.map((map) => map.path)]);
  }
}
