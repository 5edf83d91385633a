import { type CompiledChart, checkEachObjectOnce, type Files, type RenderedObject, renderWithOrigins } from '../helm';
import { isTest } from '../synth';
import { type JsonObject, Printer } from '../template';
import { type Environment, overridesOf } from './fleet';

// The order in which Helm installs; a namespace before what is in it, a policy before the pods it is about.
const kindOrder = [
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  'PersistentVolumeClaim',
  'Role',
  'RoleBinding',
  'Service',
  'StatefulSet',
  'Job',
  'CronJob',
  'Deployment',
  'HorizontalPodAutoscaler',
  'Ingress',
];

/**
 * Plain manifests of an environment, one file for each chart, the umbrella's own objects last. Each chart is a release of
 * its own, named like the chart, so that names have no prefix.
 */
export function manifestFiles(umbrella: CompiledChart, environment: Environment, origin: string): Files {
  const { name } = umbrella.identity;
  const rendered = renderWithOrigins(withoutTests(umbrella), {
    release: { name, namespace: environment.namespace },
    values: [overridesOf(environment)],
    apart: true,
  });
  checkEachObjectOnce(rendered, environment.namespace);
  const files: Files = new Map();
  const put = (index: number, chart: string, own: readonly RenderedObject[]): void => {
    const number = String((index + 1) * 10).padStart(2, '0');
    const objects = own.map(({ object }) => object);
    if (own.length > 0) files.set(`${number}-${chart}.yaml`, manifestText(objects, origin));
  };
  umbrella.subcharts.forEach(({ identity }, index) => {
    put(
      index,
      identity.name,
      rendered.filter(({ charts }) => charts[1] === identity.name),
    );
  });
  put(
    umbrella.subcharts.length,
    name,
    rendered.filter(({ charts }) => charts.length === 1),
  );
  return files;
}

/** Objects as a file of YAML documents, in the order in which they are installed. */
export function manifestText(objects: readonly JsonObject[], origin: string): string {
  const rank = (object: JsonObject): number => {
    const index = kindOrder.indexOf(String(object.kind));
    return index < 0 ? kindOrder.length : index;
  };
  const ordered = objects.toSorted((a, b) => rank(a) - rank(b));
  return `# ${origin}\n${ordered.map((object) => `---\n${Printer.plain(object)}`).join('')}`;
}

function withoutTests(chart: CompiledChart): CompiledChart {
  return {
    ...chart,
    documents: chart.documents.filter((document) => !isTest(document)),
    subcharts: chart.subcharts.map(withoutTests),
  };
}
