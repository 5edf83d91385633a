import { App } from 'cdk8s';
import { attemptAll } from '../attempt-all';
import {
  type CompiledChart,
  checkEachObjectOnce,
  compileChart,
  type Files,
  generatedFrom,
  HelmChart,
  renderChart,
  renderWithOrigins,
} from '../helm';
import { Namespace } from '../platform';
import { Printer } from '../template';
import { dnsLabel } from '../values';
import { type Environment, type Fleet, overridesOf } from './fleet';
import { manifestFiles, manifestText } from './manifests';

/**
 * What is generated for an environment: its manifests, and its values for Helm.
 * @throws Error with everything that is wrong with the environment, its file named
 */
export function environmentFiles(chart: CompiledChart, environment: Environment): Files {
  const { name, namespace } = environment;
  const place = placeOf(environment);
  const origin = generatedFrom(place);
  const files: Files = new Map();
  attemptAll([
    () => checkLabel(`${place}: name`, name),
    () => checkLabel(`${place}: namespace`, namespace),
    () => checkValues(chart, environment),
    () => files.set(`manifests/${name}/00-namespace.yaml`, namespaceFile(environment, origin)),
  ]);
  const manifests = attributed(environment, () => manifestFiles(chart, environment, origin));
  for (const [path, text] of manifests) files.set(`manifests/${name}/${path}`, text);
  files.set(`environments/${name}/values.yaml`, `# ${origin}\n${Printer.plain(overridesOf(environment))}`);
  const config = `${JSON.stringify({ comment: origin, environment: name, namespace }, null, 2)}\n`;
  files.set(`environments/${name}/config.json`, config);
  return files;
}

/**
 * Each environment has a folder of its own. Where Argo CD deploys them all to one server, each has a namespace of its
 * own too: two Applications over the same objects would undo each other's work.
 */
export function checkDistinct({ environments, gitops }: Pick<Fleet, 'environments' | 'gitops'>): void {
  const problems = new Set<string>();
  environments.forEach(({ name, namespace }, index) => {
    const before = environments.slice(0, index);
    if (before.some((other) => other.name === name)) {
      problems.add(`found two named "${name}", expected different names; rename one of them`);
      return;
    }
    const other = gitops === undefined ? undefined : before.find((each) => each.namespace === namespace);
    if (other !== undefined) {
      problems.add(
        `found "${other.name}" and "${name}" with the namespace "${namespace}" on one server, expected different ` +
          'namespaces; change one of them',
      );
    }
  });
  if (problems.size > 0) throw new Error([...problems].map((text) => `main.ts: environments: ${text}`).join('\n'));
}

/** Its file, by convention; a name that none may have is no file's either. */
function placeOf({ name }: Environment): string {
  return isDnsLabel(name) ? `environments/${name}.ts` : `environment ${JSON.stringify(name)}`;
}

function isDnsLabel(text: unknown): boolean {
  return typeof text === 'string' && new RegExp(dnsLabel).test(text);
}

function checkLabel(place: string, found: unknown): void {
  if (isDnsLabel(found)) return;
  throw new Error(
    `${place}: found ${found === undefined ? 'nothing' : JSON.stringify(found)}, expected a DNS label: lower-case letters, digits and "-", at most 63 characters; change it`,
  );
}

/** What the umbrella chart refuses, an environment must not say, and no two objects of it may be one to a cluster. */
function checkValues(chart: CompiledChart, environment: Environment): void {
  const { namespace } = environment;
  const release = { name: chart.identity.name, namespace };
  attributed(environment, () =>
    checkEachObjectOnce(renderWithOrigins(chart, { release, values: [overridesOf(environment)] }), namespace),
  );
}

/** The environment's namespace, which `kubectl apply` needs and Helm makes by itself. */
function namespaceFile(environment: Environment, origin: string): string {
  const chart = new HelmChart(new App(), 'namespace', {
    version: '0.0.0',
    appVersion: '0.0.0',
    description: 'The namespace of an environment.',
    source: placeOf(environment),
  });
  new Namespace(chart, 'namespace');
  const objects = attributed(environment, () =>
    renderChart(compileChart(chart), {
      release: { name: 'namespace', namespace: environment.namespace },
      values: environment.namespaceValues === undefined ? [] : [{ namespace: environment.namespaceValues }],
    }),
  );
  return manifestText(objects, origin);
}

function attributed<T>(environment: Environment, render: () => T): T {
  try {
    return render();
  } catch (error) {
    throw new Error(`${placeOf(environment)}: ${(error as Error).message}`, { cause: error });
  }
}
