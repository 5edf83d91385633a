import { synthesize, type TemplateDocument } from '../synth';
import {
  BuiltIn,
  type ChartIdentity,
  Check,
  Condition,
  type Definition,
  Each,
  Equals,
  Expression,
  Fill,
  Given,
  Guard,
  HasEntry,
  HasKey,
  HoldsMergeKey,
  HoldsNoValueText,
  HoldsUnprintable,
  isCollection,
  isSpreadEntry,
  Join,
  type Json,
  type JsonObject,
  MergedMaps,
  NamedBlock,
  NamedText,
  Printer,
  Repeated,
  rulesOut,
  Structure,
  type Template,
  Text,
  ValueReference,
} from '../template';
import {
  type DeclaredValue,
  defaultsOf,
  groupValues,
  nothing,
  type Schema,
  type ValueGroup,
  valuesSchema,
} from '../values';
import { extraManifests } from './extra-manifests';
import type { HelmChart } from './helm-chart';

/** A chart after one pass over its tree: everything that rendering, printing and documentation need. */
export interface CompiledChart {
  readonly chart: HelmChart;
  readonly identity: ChartIdentity;
  readonly documents: readonly TemplateDocument[];
  /** Named templates, in the order in which they are first used. */
  readonly definitions: readonly Definition[];
  readonly checks: readonly Check[];
  readonly declared: readonly DeclaredValue[];
  readonly tree: ValueGroup;
  /** What values.yaml holds. */
  readonly defaults: JsonObject;
  readonly schema: Schema;
  readonly subcharts: readonly CompiledChart[];
}

/** Synthesizes a Helm chart and its subcharts, and checks that every value is declared once and used. */
export function compileChart(chart: HelmChart): CompiledChart {
  const { values, props, name } = chart;
  const documents = synthesize(chart);
  const used = new Set<string>();
  const definitions = new Map<string, Definition>();
  const unsaid: string[] = [];
  const visit = (part: Template | Condition, place: string): void => {
    const found: Found = { used, definitions, holdsNoValue: false };
    collect(part, found);
    if (found.holdsNoValue) unsaid.push(place);
  };
  for (const { path, condition, body } of documents) {
    if (condition !== undefined) visit(condition, path);
    visit(body, path);
  }
  for (const check of values.checks) {
    visit(check.refused, 'a check of the values');
    if (typeof check.message !== 'string') visit(check.message, 'a check of the values');
  }
  if (chart.notes !== undefined) visit(chart.notes, 'the notes');

  const subcharts = (props.subcharts ?? []).map(compileChart);
  const declared = withReservedKeys(values.declared, documents);
  const known = new Set(declared.map((value) => value.path.join('.')));
  const below = subcharts.flatMap((subchart) =>
    subchart.declared.map(({ path }) => [subchart.identity.name, ...path].join('.')),
  );
  const problems = [
    ...unsaid.map(
      (place) =>
        `${place}: found the text "<no value>", which Helm removes from everything it prints; expected another text. Change it.`,
    ),
    ...subcharts
      .map(({ identity }) => identity.name)
      .filter((subchart) => declared.some(({ path }) => path[0] === subchart))
      .map(
        (subchart) =>
          `value ${subchart}: found a value under the name of a subchart, whose values stand there, expected another key. ` +
          'Rename one of them.',
      ),
    ...[...known]
      .filter((path) => !used.has(path))
      .map((path) => `value ${path}: declared, but no object uses it. Use or remove it.`),
    ...[...used]
      .filter((path) => !known.has(path) && !below.includes(path))
      .map((path) => `value ${path}: used, but not declared. Declare it with \`values\`.`),
  ];
  if (problems.length > 0) throw new Error(`chart ${name}: ${problems.length} problem(s)\n  ${problems.join('\n  ')}`);

  const all = [...declared, extraManifests, ...sharedValues(declared, subcharts)];
  const defaults = defaultsOf(all);
  for (const subchart of subcharts) defaults[subchart.identity.name] = { enabled: true };
  return {
    chart,
    identity: { name, version: props.version, appVersion: props.appVersion },
    documents,
    definitions: [...definitions.values()],
    checks: [
      noValueText,
      unprintable,
      mergeKey,
      ...subcharts.map(({ identity }) => namedLikeSubchart(identity.name)),
      ...values.checks,
    ],
    declared: all,
    tree: groupValues(all, values.descriptions),
    defaults,
    schema: valuesSchema(
      `Values of the chart ${name}`,
      all,
      values.descriptions,
      subcharts.map(
        ({
          identity,
          chart: {
            props: { description },
          },
        }) => ({ name: identity.name, description }),
      ),
    ),
    subcharts,
  };
}

const noValueText = new Check(
  new HoldsNoValueText(),
  'values: found the text "<no value>", which Helm removes from everything it prints; expected another text',
);

const unprintable = new Check(
  new HoldsUnprintable(),
  'values: found a control character (U+007F to U+009F), a Unicode line separator or a byte order mark, which YAML readers do not agree on; expected text without them',
);

const mergeKey = new Check(
  new HoldsMergeKey(),
  'values: found the key "<<", which YAML takes for a merge of maps as soon as Helm has printed it; expected another key',
);

/** Below an umbrella that is named like one of its charts, that chart would take itself for installed alone. */
function namedLikeSubchart(name: string): Check {
  return new Check(
    new Equals(new BuiltIn('Release.Name'), name),
    `release name: found "${name}", which is the name of a chart inside; expected another one`,
  );
}

/** Global values of the subcharts: an umbrella offers them as its own. */
function sharedValues(own: readonly DeclaredValue[], subcharts: readonly CompiledChart[]): DeclaredValue[] {
  const shared = new Map<string, DeclaredValue>();
  for (const value of subcharts.flatMap((subchart) => subchart.declared)) {
    if (value.path[0] === 'global') shared.set(value.path.join('.'), value);
  }
  for (const value of own) shared.delete(value.path.join('.'));
  return [...shared.values()];
}

/** An object of a chart by all that it follows from. */
export interface ObjectContent {
  readonly kind: string;
  /** Its template, and the named templates in it. */
  readonly templates: readonly string[];
  /** Defaults of the values in them, by path. */
  readonly defaults: Readonly<Record<string, Json>>;
}

/** What every object of a chart follows from, by the path of its construct: two that are equal here always are. */
export function contentsOf({ documents, declared }: CompiledChart): ReadonlyMap<string, ObjectContent> {
  const known = new Map(declared.map((value) => [value.path.join('.'), value.default]));
  return new Map(
    documents.map(({ path, kind, body, condition }) => {
      const found: Found = { used: new Set(), definitions: new Map(), holdsNoValue: false };
      collect(body, found);
      if (condition !== undefined) collect(condition, found);
      const { used, definitions } = found;
      return [
        path,
        {
          kind,
          templates: [Printer.print(body, condition), ...[...definitions.values()].map((each) => each.print())],
          defaults: Object.fromEntries([...used].sort().map((value) => [value, known.get(value) as Json])),
        },
      ];
    }),
  );
}

/** What a template uses, and whether it says what Helm does not print. */
interface Found {
  readonly used: Set<string>;
  readonly definitions: Map<string, Definition>;
  holdsNoValue: boolean;
}

function collect(part: Template | Condition, found: Found): void {
  const { used, definitions } = found;
  if (typeof part === 'string') {
    if (part.includes('<no value>')) found.holdsNoValue = true;
    return;
  }
  if (part instanceof Text)
    for (const fragment of part.fragments) if (typeof fragment === 'string') collect(fragment, found);
  if (
    part instanceof ValueReference ||
    part instanceof Given ||
    part instanceof HasEntry ||
    part instanceof HasKey ||
    part instanceof Fill ||
    part instanceof Each ||
    part instanceof Join
  ) {
    used.add(part.path.join('.'));
  }
  if (part instanceof MergedMaps) for (const path of part.paths) used.add(path.join('.'));
  if (part instanceof NamedText || part instanceof NamedBlock || part instanceof Repeated) {
    const known = definitions.get(part.name);
    if (known !== undefined) {
      if (known !== part && known.print() !== part.print()) {
        throw new Error(`template ${part.name}: defined twice with different content, expected one definition`);
      }
      return;
    }
    definitions.set(part.name, part);
  }
  if (part instanceof Expression || part instanceof Structure || part instanceof Condition) {
    for (const inner of part.parts()) collect(inner, found);
  } else if (isCollection(part)) {
    for (const inner of Object.values(part)) collect(inner, found);
  }
}

/**
 * A key that stands in a template cannot come from the values too: the schema refuses it, with the key named, where a
 * duplicate would otherwise win or lose depending on who reads the YAML.
 */
function withReservedKeys(declared: readonly DeclaredValue[], documents: readonly TemplateDocument[]): DeclaredValue[] {
  const reserved = new Map<string, Set<string>>();
  const visit = (template: Template): void => {
    if (!isCollection(template)) {
      if (template instanceof Structure)
        for (const part of template.parts()) if (!(part instanceof Condition)) visit(part);
      return;
    }
    if (!Array.isArray(template)) {
      const literal = Object.keys(template).filter((key) => !isSpreadEntry(key));
      for (const [key, value] of Object.entries(template)) {
        if (!isSpreadEntry(key)) continue;
        const paths = value instanceof Fill ? [value.path] : value instanceof MergedMaps ? value.paths : [];
        for (const path of paths) {
          const keys = reserved.get(path.join('.')) ?? new Set();
          for (const name of literal) if (!yieldsTo(template[name], path, name)) keys.add(name);
          reserved.set(path.join('.'), keys);
        }
      }
    }
    for (const member of Object.values(template)) visit(member);
  };
  for (const document of documents) visit(document.body);
  return declared.map((value) => {
    const keys = [...(reserved.get(value.path.join('.')) ?? [])].sort();
    if (keys.length === 0) return value;
    const properties = Object.fromEntries(keys.map((key) => [key, nothing]));
    const allOf = [...(value.schema.allOf ?? []), { properties }];
    return { ...value, schema: { ...value.schema, allOf } };
  });
}

/** An entry that is there only where a map of the values has no such key. */
function yieldsTo(entry: Template | undefined, path: readonly string[], key: string): boolean {
  return entry instanceof Guard && rulesOut(entry.condition, new HasKey(path, key));
}
