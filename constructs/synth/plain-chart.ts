import { App, type Chart, YamlOutputType } from 'cdk8s';
import { absent, type Check, evaluate, type Json, type JsonObject, type Scope } from '../template';
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

/**
 * The objects of a chart with its values' defaults, as a release that is named like the chart, without those of
 * `helm test`: whoever applies them would start its pods.
 * @throws Error where the chart refuses its defaults, as it does where a value without one must be given
 */
export function stockObjects(chart: Chart, values: StockValues, identity: StockIdentity): Json[] {
  const { version, appVersion, namespace } = identity;
  const name = chart.node.id;
  const documents = synthesize(chart).filter((document) => !isTest(document));
  const scope: Scope = {
    values: values.defaults,
    release: { name, namespace },
    chart: { name, version, appVersion },
  };
  const refused = values.checks.flatMap((check) => check.evaluate(scope) ?? []);
  if (refused.length > 0) {
    throw new Error(
      `chart ${chart.node.path}: ${refused.length} problem(s) with the default values, and app.synth() has no others; ` +
        `declare defaults, or install a HelmChart with values of your own\n  ${refused.join('\n  ')}`,
    );
  }
  return evaluateDocuments(documents, scope);
}

/** Makes a chart of a stock cdk8s app give, in `app.synth()`, what its values' defaults evaluate to. */
export function evaluateInStockApp(chart: Chart, values: () => StockValues): void {
  const namespace = chart.namespace ?? 'default';
  chart.toJson = (): Json[] => stockObjects(chart, values(), { version: '0.0.0', appVersion: '0.0.0', namespace });
  chart.node.addValidation({
    validate: () =>
      App.of(chart).yamlOutputType === YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE
        ? [
            'found yamlOutputType FOLDER_PER_CHART_FILE_PER_RESOURCE, which goes past the chart to its objects and ' +
              'knows no values; expected FILE_PER_RESOURCE, FILE_PER_CHART or FILE_PER_APP',
          ]
        : [],
  });
}
