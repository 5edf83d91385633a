import { type CompiledChart, type Files, mergeFiles, type RenderedObject, renderWithOrigins } from '../helm';
import { isTest } from '../synth';
import { type JsonObject, Printer } from '../template';
import { checkEachObjectOnce } from './each-object-once';
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
 * Plain manifests of an environment, one file for each chart. Each chart is a release of its own, named like the chart,
 * so that names have no prefix.
 */
export function manifestFiles(umbrella: CompiledChart, environment: Environment, origin: string): Files {
  const files: Files = new Map();
  const all: RenderedObject[] = [];
  const overrides = mergeFiles([umbrella.defaults, overridesOf(environment)]);
  const global = overrides.global as JsonObject | undefined;
  umbrella.subcharts.forEach((chart, index) => {
    const { enabled = true, ...values } = (overrides[chart.identity.name] ?? {}) as JsonObject;
    if (enabled === false) return;
    const rendered = renderWithOrigins(withoutTests(chart), {
      release: { name: chart.identity.name, namespace: environment.namespace },
      values: [values, ...(global === undefined ? [] : [{ global }])],
    });
    all.push(...rendered);
    const number = String((index + 1) * 10).padStart(2, '0');
    const objects = rendered.map(({ object }) => object);
    files.set(`${number}-${chart.identity.name}.yaml`, manifestText(objects, origin));
  });
  checkEachObjectOnce(all, environment.namespace);
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
  return { ...chart, documents: chart.documents.filter((document) => !isTest(document)) };
}
