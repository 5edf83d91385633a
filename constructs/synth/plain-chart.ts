import { App, type Chart, YamlOutputType } from 'cdk8s';
import { absent, evaluate, type Json, type JsonObject, type Scope } from '../template';
import { synthesize, type TemplateDocument } from './synthesize';

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

/**
 * Makes a chart of a stock cdk8s app give, in `app.synth()`, what its values' defaults evaluate to. The release is then
 * named like the chart.
 */
export function evaluateInStockApp(chart: Chart, defaults: () => JsonObject): void {
  chart.toJson = (): Json[] =>
    evaluateDocuments(synthesize(chart), {
      values: defaults(),
      release: { name: chart.node.id, namespace: chart.namespace ?? 'default' },
      chart: { name: chart.node.id, version: '0.0.0', appVersion: '0.0.0' },
    });
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
