import { App, Chart, YamlOutputType } from 'cdk8s';
import type { IConstruct } from 'constructs';
import {
  absent,
  type Check,
  Expression,
  evaluate,
  holdsPlaceholder,
  type Json,
  type JsonObject,
  type Scope,
  substitute,
  type Template,
} from '../template';
import { isTest, synthesize, type TemplateDocument } from './synthesize';

/** The objects that template documents are for a scope, without those whose condition does not hold. */
export function evaluateDocuments(documents: readonly TemplateDocument[], scope: Scope): JsonObject[] {
  const objects: JsonObject[] = [];
  for (const document of documents) {
    if (document.condition !== undefined && !document.condition.test(scope)) continue;
    const object = evaluate(document.body, scope);
    if (object !== absent) objects.push(object as JsonObject);
  }
  return objects;
}

/** What a chart of a stock app cannot say of itself. */
export interface StockIdentity {
  readonly version: string;
  readonly appVersion: string;
  readonly namespace: string;
}

/** What a chart's values say where nobody overrides them. */
export interface StockValues {
  readonly defaults: JsonObject;
  readonly checks: readonly Check[];
}

/** A chart of an app that is evaluated: its values, and what it is. */
interface StockChart {
  readonly values: () => StockValues;
  readonly identity: StockIdentity;
}

/** The charts of an app that have values, by the app. */
const stockCharts = new WeakMap<IConstruct, Map<Chart, StockChart>>();

const originalToJson = Chart.prototype.toJson;
// Another chart of the app may hold what stands for a value or a name of one that has values, and is like any other to
// cdk8s; when it is made, and by whom, is not to be foreseen.
Chart.prototype.toJson = function toJson(): Json[] {
  const known = stockCharts.get(this.node.root);
  const own = known?.get(this);
  if (own !== undefined) return stockObjects(this, own);
  const objects = originalToJson.call(this);
  return known === undefined ? objects : resolvedObjects(this, objects, known);
};

/**
 * Makes a chart of a stock cdk8s app give, in `app.synth()`, what its values' defaults evaluate to, as a release that is
 * named like the chart.
 * @param identity what the chart says of itself
 */
export function evaluateInStockApp(
  chart: Chart,
  values: () => StockValues,
  identity: StockIdentity = { version: '0.0.0', appVersion: '0.0.0', namespace: chart.namespace ?? 'default' },
): void {
  const { root } = chart.node;
  const known = stockCharts.get(root) ?? new Map<Chart, StockChart>();
  stockCharts.set(root, known);
  if (!known.has(chart)) chart.node.addValidation({ validate: () => wrongOutputType(chart) });
  known.set(chart, { values, identity });
}

function wrongOutputType(chart: Chart): string[] {
  if (App.of(chart).yamlOutputType !== YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE) return [];
  return [
    'found yamlOutputType FOLDER_PER_CHART_FILE_PER_RESOURCE, which goes past the chart to its objects and ' +
      'knows no values; expected FILE_PER_RESOURCE, FILE_PER_CHART or FILE_PER_APP',
  ];
}

/**
 * The objects of a chart with its values' defaults, without those of `helm test`: whoever applies them would start its
 * pods.
 * @throws Error where the chart refuses its defaults, as it does where a value without one must be given
 */
function stockObjects(chart: Chart, { values, identity }: StockChart): Json[] {
  const documents = synthesize(chart).filter((document) => !isTest(document));
  const { defaults, checks } = values();
  const scope = scopeOf(chart, defaults, identity);
  const refused = checks.flatMap((check) => check.evaluate(scope) ?? []);
  if (refused.length > 0) {
    throw new Error(
      `chart ${chart.node.path}: ${refused.length} problem(s) with the default values, and app.synth() has no others; ` +
        `declare defaults, or install a HelmChart with values of your own\n  ${refused.join('\n  ')}`,
    );
  }
  return evaluateDocuments(documents, scope);
}

function scopeOf({ node }: Chart, values: JsonObject, { version, appVersion, namespace }: StockIdentity): Scope {
  return { values, release: { name: node.id, namespace }, chart: { name: node.id, version, appVersion } };
}

/**
 * The objects of a chart without values, in which what comes from charts with values is what it is there. No expression
 * knows its chart; but that chart is one of those, so that what is the same in all of them that have it is right.
 */
function resolvedObjects(chart: Chart, objects: readonly Json[], charts: ReadonlyMap<Chart, StockChart>): Json[] {
  let scopes: Scope[] | undefined;
  const resolve = (template: Template, place: string): Json => {
    if (template instanceof Expression) {
      scopes ??= [...charts].map(([each, { values, identity }]) => scopeOf(each, values().defaults, identity));
      const found = new Set(scopes.flatMap((scope) => valueIn(template, scope)));
      const [value] = found;
      if (found.size === 1 && value !== undefined) return value;
      const names = [...charts.keys()].map(({ node }) => node.path).join(', ');
      throw new Error(
        `${place}: found what is ${[...found].map((each) => JSON.stringify(each)).join(' or ') || 'nothing'} in charts of ` +
          `this app (${names}), expected a value or name of one of them alone; put the object into that chart`,
      );
    }
    if (Array.isArray(template)) return template.map((item, index) => resolve(item, `${place}/${index}`));
    if (typeof template !== 'object' || template === null) return template as Json;
    return Object.fromEntries(
      Object.entries(template).map(([key, member]) => [key, resolve(member as Template, `${place}/${key}`)]),
    );
  };
  return objects.map((object) => {
    if (!holdsPlaceholder(object)) return object;
    const place = `chart ${chart.node.path}: ${(object as JsonObject).kind}`;
    const template = substitute(object, place) as { metadata?: { name?: Template } };
    const name = template.metadata?.name;
    return resolve(template as Template, typeof name === 'string' ? `${place} ${name}` : place);
  });
}

/** What an expression is in a chart; nothing where it is of another chart, whose values this one does not have. */
function valueIn(expression: Expression, scope: Scope): (string | number | boolean)[] {
  try {
    return [expression.evaluate(scope)];
  } catch {
    return [];
  }
}
