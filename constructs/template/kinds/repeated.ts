import { type Condition, Expression, type JsonObject, type ScalarType } from '../node';
import { field, goString, type Position, top } from '../position';
import { isEmpty, type Scope, valueAt } from '../scope';
import { Given } from './condition';
import type { Definition } from './named';

/** What the last item that is like one before it has under a key, in lists of maps of the values; empty: all differ. */
export class Repeated extends Expression implements Definition {
  readonly type: ScalarType = 'string';
  readonly singleLine = false;

  constructor(
    readonly name: string,
    /** Lists whose items must differ from each other. */
    readonly paths: readonly (readonly string[])[],
    /** Key of a text that every item has. */
    readonly key: string,
  ) {
    super();
  }

  get description(): string {
    return `The ${this.key} that two items of ${this.paths.map((path) => path.join('.')).join(' and ')} have, if any.`;
  }

  evaluate(scope: Scope): string {
    const seen = new Set<unknown>();
    let twice = '';
    for (const path of this.paths) {
      const list = valueAt(scope.values, path);
      for (const item of isEmpty(list) ? [] : (list as JsonObject[])) {
        if (seen.has(item[this.key])) twice = String(item[this.key]);
        seen.add(item[this.key]);
      }
    }
    return twice;
  }

  pipeline(position: Position): string {
    return `include ${goString(this.name)} ${position.root}`;
  }

  print(): string {
    const lists = this.paths.map((path) => field(top, 'Values', ...path));
    const items = lists.length === 1 ? lists[0] : `concat ${lists.map((list) => `(${list} | default list)`).join(' ')}`;
    return [
      '{{- $seen := list }}',
      '{{- $twice := "" }}',
      `{{- range ${items} }}`,
      `{{- if has .${this.key} $seen }}`,
      `{{- $twice = .${this.key} }}`,
      '{{- end }}',
      `{{- $seen = append $seen .${this.key} }}`,
      '{{- end }}',
      '{{- $twice }}\n',
    ].join('\n');
  }

  override parts(): Iterable<Condition> {
    return this.paths.map((path) => new Given(path));
  }
}
