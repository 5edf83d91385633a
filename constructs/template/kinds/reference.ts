import { Expression, type ScalarType } from '../node';
import { field, type Position } from '../position';
import { type Scope, valueAt } from '../scope';

/** A scalar of the chart's values. The schema guarantees that it is there and has its type. */
export class ValueReference extends Expression {
  constructor(
    readonly path: readonly string[],
    readonly type: ScalarType,
    readonly singleLine: boolean,
  ) {
    super();
  }

  evaluate(scope: Scope): string | number | boolean {
    const value = valueAt(scope.values, this.path);
    if (value === undefined || value === null || typeof value === 'object') {
      throw new Error(`value ${this.path.join('.')}: found ${JSON.stringify(value)}, expected a ${this.type}`);
    }
    return value;
  }

  pipeline(position: Position): string {
    const path = field(position, 'Values', ...this.path);
    // Values are floating point numbers in Helm: without int64, 10485760 prints as 1.048576e+07.
    return this.type === 'integer' ? `int64 ${path}` : path;
  }
}

const builtIns = {
  'Release.Name': (scope: Scope) => scope.release.name,
  'Release.Namespace': (scope: Scope) => scope.release.namespace,
  'Release.Service': () => 'Helm',
  'Chart.Name': (scope: Scope) => scope.chart.name,
  'Chart.Version': (scope: Scope) => scope.chart.version,
  'Chart.AppVersion': (scope: Scope) => scope.chart.appVersion,
} as const;

/** A built-in object of Helm that does not change between two renders of one release. */
export class BuiltIn extends Expression {
  readonly type = 'string';
  readonly singleLine = true;

  constructor(readonly key: keyof typeof builtIns) {
    super();
  }

  evaluate(scope: Scope): string {
    return builtIns[this.key](scope);
  }

  pipeline(position: Position): string {
    return field(position, this.key);
  }
}

/** The current element of an `Each`, or a field of it. */
export class ItemReference extends Expression {
  constructor(
    readonly key: string | undefined,
    readonly type: ScalarType,
    readonly singleLine: boolean,
  ) {
    super();
  }

  evaluate(scope: Scope): string | number | boolean {
    const item = scope.item;
    const value =
      this.key === undefined
        ? item
        : typeof item === 'object' && item !== null && !Array.isArray(item)
          ? item[this.key]
          : undefined;
    if (value === undefined || value === null || typeof value === 'object') {
      throw new Error(
        `list item: found ${JSON.stringify(value)} at ${this.key ?? 'the item'}, expected a ${this.type}`,
      );
    }
    return value;
  }

  pipeline(): string {
    const path = this.key === undefined ? '.' : `.${this.key}`;
    return this.type === 'integer' ? `int64 ${path}` : path;
  }
}
