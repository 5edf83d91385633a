import { isAbsolute, posix, relative, sep } from 'node:path';
import { App } from 'cdk8s';
import { attemptAll } from '../attempt-all';
import { gitOpsObjects } from '../gitops';
import { type CompiledChart, chartFiles, compileChart, type Files, generatedFrom, type HelmChart } from '../helm';
import { Printer } from '../template';
import { declarationSchema, type Topology, topologyMarkdown, topologyOf, topologySvg } from '../topology';
import { typeOf, valuesSchema } from '../values';
import { checkDistinct, environmentFiles } from './environment-files';
import { defaultOutput, type Fleet } from './fleet';

/** A fleet after one pass over its construct tree. */
export interface CompiledFleet {
  readonly fleet: Fleet;
  readonly topology: Topology;
  readonly chart: CompiledChart;
}

/** Checks the declarations, builds the tree once and compiles its charts. */
export function compileFleet(fleet: Fleet): CompiledFleet {
  checkFleet(fleet);
  const topology = topologyOf(fleet.declarations);
  const chart = compileEvery(fleet.chart(new App(), topology));
  return { fleet, topology, chart };
}

/** What the type of a fleet says, and JavaScript does not. */
function checkFleet({ declarations, environments, chart, output = defaultOutput, valuesType }: Fleet): void {
  const problems: string[] = [];
  const lists: Record<string, unknown> = { declarations, environments };
  for (const [name, list] of Object.entries(lists)) {
    if (!Array.isArray(list)) problems.push(`${name}: found no list, expected one; give ${name}: [...]`);
  }
  if (typeof chart !== 'function')
    problems.push('chart: found no function, expected one that makes the umbrella chart');
  for (const [index, environment] of (Array.isArray(environments) ? environments : []).entries()) {
    if (typeof environment !== 'object' || environment === null)
      problems.push(`environments: found ${environment} at ${index}, expected a name, a namespace and values`);
  }
  if (typeof output !== 'string' || output === '' || isWithin(output, '.')) {
    problems.push(
      `output: found "${output}", which is replaced as a whole, expected a folder for generated files alone; give ` +
        `another, or none to have ${defaultOutput}`,
    );
  } else if (valuesType !== undefined && isWithin(output, valuesType.file)) {
    problems.push(
      `valuesType.file: found "${valuesType.file}" in ${output}, which is replaced as a whole, expected a file elsewhere`,
    );
  }
  if (problems.length > 0) throw new Error(problems.map((problem) => `main.ts: ${problem}`).join('\n'));
}

/** Whether a path is that of a folder, or leads into it. */
function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}

/** Compiles an umbrella chart; where that fails, with the problems of all charts below it. */
function compileEvery(chart: HelmChart): CompiledChart {
  try {
    return compileChart(chart);
  } catch (error) {
    const again = [chart, ...(chart.props.subcharts ?? [])].map((each) => () => compileChart(each));
    attemptAll(again);
    throw error;
  }
}

/** All files of the output folder. */
export function fleetFiles({ fleet, topology, chart }: CompiledFleet): Files {
  const files: Files = new Map();
  const put = (folder: string, from: Files): void => {
    for (const [path, text] of from) files.set(`${folder}/${path}`, text);
  };
  put(chart.identity.name, chartFiles(chart));
  const environments = attemptAll<Files>([
    () => {
      checkDistinct(fleet);
      return new Map();
    },
    ...fleet.environments.map((environment) => () => environmentFiles(chart, environment)),
  ]);
  for (const from of environments) for (const [path, text] of from) files.set(path, text);
  if (fleet.gitops !== undefined) {
    const props = { ...fleet.gitops, path: fleet.gitops.path ?? pathInRepository(fleet) };
    for (const [path, object] of gitOpsObjects(chart, fleet.environments, props)) {
      files.set(`argocd/${path}`, `# ${generatedFrom('charts/gitops.ts')}\n${Printer.plain(object)}`);
    }
  }
  const origin = `<!-- ${generatedFrom("the services' declarations")} -->`;
  files.set('topology.md', `${origin}\n${topologyMarkdown(topology)}`);
  const schema = {
    $comment: generatedFrom('the type ServiceDeclaration'),
    ...declarationSchema,
  };
  files.set('service-declaration.schema.json', `${JSON.stringify(schema, null, 2)}\n`);
  files.set('topology.svg', `${origin}\n${topologySvg(topology)}`);
  return files;
}

/** Where the output folder is in the repository, whose top the program runs in. */
function pathInRepository({ output = defaultOutput }: Fleet): string {
  const path = posix.normalize(output).replace(/\/$/, '');
  if (!posix.isAbsolute(path) && path !== '..' && !path.startsWith('../')) return path;
  throw new Error(
    `main.ts: gitops: found no path, and output "${output}", expected to know where the generated folder is in the ` +
      'repository; give `path`',
  );
}

/** The TypeScript type of the umbrella chart's values, with those of its subcharts. */
export function valuesTypeFile(chart: CompiledChart, name: string): string {
  const schema = valuesSchema('', chart.declared);
  const properties = {
    ...schema.properties,
    ...Object.fromEntries(
      chart.subcharts.map(({ identity, chart: { props }, schema: own }) => [
        identity.name,
        {
          ...own,
          description: props.description,
          properties: {
            ...own.properties,
            enabled: { type: 'boolean' as const, description: `Install ${identity.name}.` },
          },
        },
      ]),
    ),
  };
  delete (properties as { enabled?: unknown }).enabled;
  return (
    `// ${generatedFrom("the charts' values")}\n\n` +
    `/** Overrides of the values of the chart ${chart.identity.name}. */\nexport type ${name} = ` +
    `${typeOf({ ...schema, properties })};\n`
  );
}
