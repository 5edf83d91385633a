import { Condition, type Expression } from '../node';
import { argument, field, goString, type Position, top } from '../position';
import { isEmpty, type Scope, valueAt } from '../scope';

/** True where a value is given and not empty: the `if` and `with` of Go templates. For a boolean: its value. */
export class Given extends Condition {
  constructor(
    readonly path: readonly string[],
    /** The value is a boolean, so that the expression is one too. */
    readonly boolean = false,
  ) {
    super();
  }

  test(scope: Scope): boolean {
    return !isEmpty(valueAt(scope.values, this.path));
  }

  expression(position: Position): string {
    return field(position, 'Values', ...this.path);
  }
}

/** True where a map of the values has an entry that is not empty, below any keys that may be missing on the way. */
export class HasEntry extends Condition {
  readonly boolean = false;

  constructor(
    /** Path of the map. */
    readonly path: readonly string[],
    /** Keys that lead from it to the entry. */
    readonly keys: readonly string[],
  ) {
    super();
  }

  test(scope: Scope): boolean {
    return !isEmpty(valueAt(scope.values, [...this.path, ...this.keys]));
  }

  expression(position: Position): string {
    return `dig ${this.keys.map(goString).join(' ')} "" (${field(position, 'Values', ...this.path)} | default dict)`;
  }
}

/** True where a map of the values has a key, whatever it leads to. */
export class HasKey extends Condition {
  readonly boolean = true;

  constructor(
    /** Path of the map. */
    readonly path: readonly string[],
    readonly key: string,
  ) {
    super();
  }

  test(scope: Scope): boolean {
    return Object.hasOwn(Object(valueAt(scope.values, this.path)), this.key);
  }

  expression(position: Position): string {
    return `hasKey (${field(position, 'Values', ...this.path)} | default dict) ${goString(this.key)}`;
  }
}

/** True where a chart below this one is installed. */
export class Installed extends Condition {
  readonly boolean = true;

  constructor(readonly subchart: string) {
    super();
  }

  test(scope: Scope): boolean {
    return scope.subcharts?.includes(this.subchart) ?? true;
  }

  expression(position: Position): string {
    return `hasKey ${field(position, 'Subcharts')} ${goString(this.subchart)}`;
  }
}

/** Equality of a scalar with a literal or with another scalar of its type. */
export class Equals extends Condition {
  readonly boolean = true;

  constructor(
    readonly left: Expression,
    readonly right: Expression | string,
  ) {
    super();
  }

  test(scope: Scope): boolean {
    return this.left.evaluate(scope) === (typeof this.right === 'string' ? this.right : this.right.evaluate(scope));
  }

  expression(position: Position): string {
    const right = typeof this.right === 'string' ? goString(this.right) : argument(this.right.pipeline(position));
    return `eq ${argument(this.left.pipeline(position))} ${right}`;
  }

  override parts(): Iterable<Expression | Condition> {
    return typeof this.right === 'string' ? [this.left] : [this.left, this.right];
  }
}

/** Comparison of an integer with a literal or with another integer. */
export class GreaterThan extends Condition {
  readonly boolean = true;

  constructor(
    readonly left: Expression,
    readonly right: Expression | number,
  ) {
    super();
  }

  test(scope: Scope): boolean {
    return this.left.evaluate(scope) > (typeof this.right === 'number' ? this.right : this.right.evaluate(scope));
  }

  expression(position: Position): string {
    const right = typeof this.right === 'number' ? String(this.right) : argument(this.right.pipeline(position));
    return `gt ${argument(this.left.pipeline(position))} ${right}`;
  }

  override parts(): Iterable<Expression | Condition> {
    return typeof this.right === 'number' ? [this.left] : [this.left, this.right];
  }
}

export class Not extends Condition {
  readonly boolean = true;

  constructor(readonly condition: Condition) {
    super();
  }

  test(scope: Scope): boolean {
    return !this.condition.test(scope);
  }

  expression(position: Position): string {
    const inner = this.condition.expression(position);
    return this.condition instanceof Equals ? inner.replace(/^eq /, 'ne ') : `not ${argument(inner)}`;
  }

  override parts(): Iterable<Expression | Condition> {
    return [this.condition];
  }
}

/** True where one of the conditions, or all of them, are true. */
export class Joined extends Condition {
  // Go's `and` and `or` give back one of their arguments, whatever its type.
  readonly boolean: boolean;

  constructor(
    readonly operator: 'and' | 'or',
    readonly conditions: readonly Condition[],
  ) {
    super();
    this.boolean = conditions.every((condition) => condition.boolean);
  }

  test(scope: Scope): boolean {
    return this.operator === 'and'
      ? this.conditions.every((condition) => condition.test(scope))
      : this.conditions.some((condition) => condition.test(scope));
  }

  expression(position: Position): string {
    return `${this.operator} ${this.conditions.map((condition) => argument(condition.expression(position))).join(' ')}`;
  }

  override parts(): Iterable<Expression | Condition> {
    return this.conditions;
  }
}

/** A string holds another, or matches a regular expression of Go's syntax that ECMAScript reads the same way. */
export class Matches extends Condition {
  readonly boolean = true;

  constructor(
    readonly text: Expression,
    readonly pattern: string,
  ) {
    super();
  }

  test(scope: Scope): boolean {
    return new RegExp(this.pattern, 'u').test(String(this.text.evaluate(scope)));
  }

  expression(position: Position): string {
    return `regexMatch ${goString(this.pattern)} ${argument(this.text.pipeline(position))}`;
  }

  override parts(): Iterable<Expression | Condition> {
    return [this.text];
  }
}

/** A text has more than so many characters (bytes: use it for ASCII only). */
export class LongerThan extends Condition {
  readonly boolean = true;

  constructor(
    readonly text: Expression,
    readonly length: number,
  ) {
    super();
  }

  test(scope: Scope): boolean {
    return Buffer.byteLength(String(this.text.evaluate(scope))) > this.length;
  }

  expression(position: Position): string {
    return `gt (len ${argument(this.text.pipeline(position))}) ${this.length}`;
  }

  override parts(): Iterable<Expression | Condition> {
    return [this.text];
  }
}

/** Conditions joined by `and`, without nesting and repetition. */
export function allOf(...conditions: readonly Condition[]): Condition {
  return join('and', conditions);
}

/** Conditions joined by `or`, without nesting and repetition. */
export function anyOf(...conditions: readonly Condition[]): Condition {
  return join('or', conditions);
}

export function not(condition: Condition): Condition {
  return condition instanceof Not ? condition.condition : new Not(condition);
}

/** The conditions of which all must be true. */
export function partsOfAll(condition: Condition): readonly Condition[] {
  return condition instanceof Joined && condition.operator === 'and' ? condition.conditions : [condition];
}

/** Whether a condition is true where some others are: it, all of its parts or, of an `or`, one of them are among these. */
export function isImplied(condition: Condition, others: readonly Condition[]): boolean {
  const text = textOf(condition);
  if (others.some((other) => textOf(other) === text)) return true;
  if (!(condition instanceof Joined)) return false;
  const isPartImplied = (part: Condition): boolean => isImplied(part, others);
  return condition.operator === 'and'
    ? condition.conditions.every(isPartImplied)
    : condition.conditions.some(isPartImplied);
}

/** Whether one condition holds only where another does not. */
export function rulesOut(condition: Condition, other: Condition): boolean {
  const parts = condition instanceof Joined && condition.operator === 'and' ? condition.conditions : [condition];
  return isImplied(not(other), parts);
}

/** The same for conditions that ask the same. */
function textOf(condition: Condition): string {
  return condition.expression(top);
}

function join(operator: 'and' | 'or', conditions: readonly Condition[]): Condition {
  const flat = conditions.flatMap((condition) =>
    condition instanceof Joined && condition.operator === operator ? condition.conditions : [condition],
  );
  const seen = new Map<string, Condition>();
  for (const condition of flat) seen.set(textOf(condition), condition);
  // Of `a or (a and b)` only `a` is asked.
  const distinct = [...seen.values()].filter(
    (condition) =>
      operator === 'and' ||
      !(condition instanceof Joined) ||
      !condition.conditions.some((part) => seen.has(textOf(part))),
  );
  return distinct.length === 1 ? (distinct[0] as Condition) : new Joined(operator, distinct);
}
