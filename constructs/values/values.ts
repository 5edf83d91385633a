import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { camelCase } from '../declaration';
import { evaluateInStockApp, type StockValues } from '../synth';
import {
  BuiltIn,
  Check,
  type Condition,
  type Expression,
  Fill,
  Given,
  type Json,
  numberPlaceholder,
  type Structure,
  stringPlaceholder,
  ValueReference,
} from '../template';
import { defaultsOf } from './defaults';
import { expectation } from './expectation';
import { checkPattern, podShare, type Schema } from './schema';
import { groupValues, type ValueGroup } from './tree';
import { validateValue } from './validate-value';
import {
  type DeclaredValue,
  type IntegerProps,
  type ListProps,
  ListValue,
  type MapProps,
  MapValue,
  type StringProps,
  type ValueProps,
} from './value';

const valuesOfChart = new WeakMap<Chart, Values>();

/**
 * The values of a chart: each declared once, with type, default, bounds and description. From the declarations come
 * values.yaml, its schema, the README's table and the type of overrides; what they return stands for the value wherever
 * cdk8s takes a string or number.
 */
export class Values {
  /** The values of the chart that a construct is in. */
  static of(scope: IConstruct): Values {
    const chart = Chart.of(scope);
    const known = valuesOfChart.get(chart);
    if (known !== undefined) return known;
    const values = new Values([], new Map(), [], new Map(), new Map());
    valuesOfChart.set(chart, values);
    evaluateInStockApp(chart, () => values.stock);
    return values;
  }

  private constructor(
    /** Key below which these values stand; empty for the chart's. */
    readonly path: readonly string[],
    private readonly declarations: Map<string, DeclaredValue>,
    private readonly refusals: Check[],
    private readonly references: Map<string, ValueReference>,
    private readonly groups: Map<string, string>,
  ) {}

  /** Values under a key of these. */
  at(...path: readonly string[]): Values {
    return new Values([...this.path, ...path], this.declarations, this.refusals, this.references, this.groups);
  }

  /** Values that an umbrella chart shares with all of its charts. */
  get global(): Values {
    return new Values(['global'], this.declarations, this.refusals, this.references, this.groups);
  }

  /** Says what the values below this key are about, for comments and schema. */
  describe(description: string): this {
    this.groups.set(this.path.join('.'), description);
    return this;
  }

  /** What `describe` said, by path. */
  get descriptions(): ReadonlyMap<string, string> {
    return this.groups;
  }

  /** All declared values, as they stand in values.yaml. */
  get tree(): ValueGroup {
    return groupValues(this.declared, this.groups);
  }

  /** All declared values, in the order of declaration. */
  get declared(): readonly DeclaredValue[] {
    return [...this.declarations.values()];
  }

  /** Checks over several values. */
  get checks(): readonly Check[] {
    return this.refusals;
  }

  /** What `app.synth()` of stock cdk8s knows of them. */
  get stock(): StockValues {
    return { defaults: defaultsOf(this.declared), checks: this.checks };
  }

  /** A whole number. The returned number stands for it; it must not be calculated with. */
  integer(path: string, props: IntegerProps): number {
    const { minimum, maximum } = props;
    return numberPlaceholder(this.reference(path, 'integer', true, props, { type: 'integer', minimum, maximum }));
  }

  /** A text. The returned string stands for it and may be joined with others. */
  string(path: string, props: StringProps): string {
    return stringPlaceholder(this.text(path, props));
  }

  /** The same as an expression, for conditions. */
  text(path: string, props: StringProps): Expression {
    const { pattern, oneOf, maxLength } = props;
    if (pattern !== undefined) checkPattern(pattern, this.place(path));
    const singleLine = oneOf !== undefined || (pattern !== undefined && isSingleLine(pattern));
    return this.reference(path, 'string', singleLine, props, {
      type: 'string',
      ...(pattern === undefined ? {} : { pattern }),
      ...(oneOf === undefined ? {} : { enum: oneOf }),
      ...(maxLength === undefined ? {} : { maxLength }),
    });
  }

  /** A switch. It cannot be branched on with `if`: guard an object or a field with it. */
  flag(path: string, props: ValueProps<boolean>): Condition {
    return new Given(this.declare(path, props, { type: 'boolean' }), true);
  }

  /** The same as a value of a field. */
  boolean(path: string, props: ValueProps<boolean>): Expression {
    return this.reference(path, 'boolean', true, props, { type: 'boolean' });
  }

  /** A number of pods, or a share of them in percent: `1`, `25%`. */
  podShare(path: string, props: ValueProps<number | string>): Structure {
    return new Fill(this.declare(path, props, podShare));
  }

  /** A list. */
  list(path: string, props: ListProps): ListValue {
    return new ListValue(this.declare(path, props, { type: 'array', items: props.items }));
  }

  /** A map. */
  map(path: string, props: MapProps): MapValue {
    return new MapValue(this.declare(path, props, props.schema));
  }

  /** Refuses values that clash with each other. */
  refuse(refused: Condition, message: Expression | string): void {
    this.refusals.push(new Check(refused, message));
  }

  private reference(
    path: string,
    type: 'integer' | 'string' | 'boolean',
    singleLine: boolean,
    props: ValueProps<Json>,
    schema: Schema,
  ): ValueReference {
    const keys = this.declare(path, props, schema);
    const known = this.references.get(keys.join('.'));
    // The same placeholder for the same value: cdk8s compares some of them.
    if (known !== undefined) return known;
    const reference = new ValueReference(keys, type, singleLine);
    this.references.set(keys.join('.'), reference);
    return reference;
  }

  private declare(
    path: string,
    props: ValueProps<Json | readonly Json[] | Readonly<Record<string, Json>>>,
    schema: Schema,
  ): readonly string[] {
    const keys = [...this.path, ...path.split('.')];
    const place = this.place(path);
    for (const key of keys) {
      if (!isKey(key)) {
        const better = camelCase(key);
        const fix = isKey(better) ? `write "${better}", which \`camelCase\` makes of it` : 'choose another';
        throw new Error(
          `${place}: found key "${key}", expected letters and digits beginning with a lower-case letter; ${fix}`,
        );
      }
    }
    const [first = '', ...further] = keys;
    const taken = reserved.get(first);
    if (taken !== undefined && (first !== 'global' || further.length === 0)) {
      throw new Error(`${place}: found the key "${first}", ${taken}; choose another`);
    }
    if (props.default === undefined) {
      throw new Error(`${place}: found no default, expected ${expectation(schema)}; give it one`);
    }
    const value: DeclaredValue = {
      path: keys,
      schema: { description: props.description, ...schema },
      default: props.default as Json,
      description: props.description,
    };
    const known = this.declarations.get(keys.join('.'));
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(value)) {
      throw new Error(
        `${place}: found a second, different declaration, expected one. Give one of them another path; give each of ` +
          "several services in a chart `values` of its own, such as `Values.of(chart).at('stamps')`.",
      );
    }
    for (const [other] of this.declarations) {
      if (other.startsWith(`${keys.join('.')}.`) || keys.join('.').startsWith(`${other}.`)) {
        throw new Error(`${place}: found inside or around the value ${other}, expected values beside each other`);
      }
    }
    const [problem] = validateValue(value.schema, value.default);
    if (problem !== undefined) {
      const at = problem.path.map((key) => `.${key}`).join('');
      throw new Error(`${place}: found default${at} ${problem.found}, expected ${problem.expected}`);
    }
    this.declarations.set(keys.join('.'), value);
    return keys;
  }

  private place(path: string): string {
    return `value ${[...this.path, path].join('.')}`;
  }
}

/** Keys at the top of a chart's values that mean the same in every chart. */
const reserved: ReadonlyMap<string, string> = new Map([
  ['enabled', 'by which an umbrella chart switches this one, expected one that is not taken'],
  ['extraManifests', 'below which every chart takes further objects, expected one that is not taken'],
  ['global', 'below which all charts of an umbrella share their values, expected one below it or beside it'],
]);

function isKey(text: string): boolean {
  return /^[a-z][A-Za-z0-9]*$/.test(text);
}

/** A pattern that no text with a line break or control character matches: anchored, and made of printable ASCII. */
function isSingleLine(pattern: string): boolean {
  return pattern.startsWith('^') && pattern.endsWith('$') && !/\[\^|\\[nrtfvx]/.test(pattern);
}

/** The release that a chart is installed as. */
export const release = {
  name: new BuiltIn('Release.Name'),
  namespace: new BuiltIn('Release.Namespace'),
  /** `Helm`, also where the objects are evaluated without it: both ways give the same objects. */
  service: new BuiltIn('Release.Service'),
} as const;

/** The chart itself. */
export const chart = {
  name: new BuiltIn('Chart.Name'),
  version: new BuiltIn('Chart.Version'),
  appVersion: new BuiltIn('Chart.AppVersion'),
} as const;
