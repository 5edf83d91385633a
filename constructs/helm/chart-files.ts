import { oneLine, tableCell } from '../one-line';
import { isTest } from '../synth';
import { type JsonObject, Printer } from '../template';
import { type Schema, valuesTable, valuesYaml, yamlComment } from '../values';
import type { CompiledChart } from './compile';
import { checkDefaults } from './each-object-once';
import { extraManifestsTemplate } from './extra-manifests';
import { generatedFrom } from './origin';

/** Files of a generated folder: contents by relative path. */
export type Files = Map<string, string>;

/**
 * The chart folder: what `helm install` takes.
 * @throws Error where two objects are one to a cluster
 */
export function chartFiles(compiled: CompiledChart): Files {
  checkDefaults(compiled);
  return filesOf(compiled);
}

function filesOf(compiled: CompiledChart): Files {
  const files: Files = new Map();
  const { chart, identity } = compiled;
  const origin = generatedFrom(chart.props.source);
  files.set('Chart.yaml', `# ${origin}\n${Printer.plain(chartYaml(compiled))}`);
  files.set('values.yaml', `# ${origin}\n\n${valuesFile(compiled)}`);
  const schema = { $comment: origin, ...(compiled.schema satisfies Schema) };
  files.set('values.schema.json', `${JSON.stringify(schema, null, 2)}\n`);
  files.set(
    '.helmignore',
    `# ${origin}\n${['*.tgz', '*.swp', '.git/', '.DS_Store', ...testFolders(compiled)].join('\n')}\n`,
  );
  files.set('README.md', readme(compiled, origin));
  for (const [name, values] of Object.entries(chart.props.ci ?? {})) {
    files.set(`ci/${name}-values.yaml`, `# ${origin}\n${Printer.plain(values)}`);
  }
  const comment = `{{- /* ${origin} */ -}}\n`;
  if (compiled.definitions.length > 0) files.set('templates/_helpers.tpl', comment + helpers(compiled));
  if (compiled.checks.length > 0) {
    files.set('templates/checks.yaml', comment + compiled.checks.map((check) => check.print()).join(''));
  }
  files.set('templates/extra-manifests.yaml', comment + extraManifestsTemplate);
  for (const document of compiled.documents) {
    const path = `templates/${isTest(document) ? 'tests/' : ''}${document.file}.yaml`;
    if (files.has(path))
      throw new Error(`chart ${identity.name}: two objects for the file ${path}; give their constructs different ids`);
    files.set(path, comment + Printer.print(document.body, document.condition));
  }
  if (chart.notes !== undefined) files.set('templates/NOTES.txt', comment + chart.notes.inline({ root: '.' }));
  for (const subchart of compiled.subcharts) {
    for (const [path, text] of filesOf(subchart)) files.set(`charts/${subchart.identity.name}/${path}`, text);
  }
  return files;
}

/**
 * Folders of values for tests: the chart's own, and those of the charts below it, whose own .helmignore Helm does not
 * read. From the chart's root, because a chart may be named `ci` too.
 */
function testFolders({ subcharts }: CompiledChart): string[] {
  return [...new Set(['/ci/', ...subcharts.flatMap((chart) => testFolders(chart).map((path) => `/charts/*${path}`))])];
}

function helpers(compiled: CompiledChart): string {
  return compiled.definitions
    .map((definition) => {
      if (!definition.name.startsWith(`${compiled.identity.name}.`)) {
        throw new Error(`template ${definition.name}: expected a name that begins with "${compiled.identity.name}."`);
      }
      const text = definition.print();
      const description = oneLine(definition.description).replaceAll('*/', '* /');
      return `\n{{/*\n${description}\n*/}}\n{{- define "${definition.name}" -}}\n${text}{{- end }}\n`;
    })
    .join('');
}

function chartYaml(compiled: CompiledChart): JsonObject {
  const { props } = compiled.chart;
  const optional: [string, unknown][] = [
    ['home', props.home],
    ['icon', props.icon],
    ['sources', props.sources],
    ['keywords', props.keywords],
    ['maintainers', props.maintainers],
    ['annotations', props.annotations],
  ];
  return {
    apiVersion: 'v2',
    name: compiled.identity.name,
    description: props.description,
    type: 'application',
    version: props.version,
    appVersion: props.appVersion,
    kubeVersion: props.kubeVersion ?? '>=1.29.0-0',
    ...(Object.fromEntries(optional.filter(([, value]) => value !== undefined)) as JsonObject),
    ...(compiled.subcharts.length === 0
      ? {}
      : {
          dependencies: compiled.subcharts.map(({ identity }) => ({
            name: identity.name,
            version: identity.version,
            repository: '',
            condition: `${identity.name}.enabled`,
          })),
        }),
  };
}

function valuesFile(compiled: CompiledChart): string {
  const own = valuesYaml(compiled.tree);
  const switches = compiled.subcharts.map(
    ({ identity, chart }) =>
      yamlComment(chart.props.description, 0) +
      yamlComment(`All values: charts/${identity.name}/values.yaml`, 0) +
      `${identity.name}:\n  # Install ${identity.name}.\n  enabled: true\n`,
  );
  return [own, ...switches].filter((text) => text !== '').join('\n');
}

function readme(compiled: CompiledChart, origin: string): string {
  const { identity, chart } = compiled;
  const parts = compiled.subcharts.map(
    ({ identity: sub, chart: of }) =>
      `| [${sub.name}](charts/${sub.name}/README.md) | \`${sub.name}.enabled\` | ${tableCell(of.props.description)} |`,
  );
  return [
    `<!-- ${origin} -->`,
    `# ${identity.name}`,
    '',
    chart.props.description,
    '',
    '```sh',
    `helm install ${identity.name} . --namespace ${identity.name} --create-namespace`,
    '```',
    '',
    `Needs Kubernetes ${chart.props.kubeVersion ?? '>=1.29.0-0'}; works with Helm 3 and 4.`,
    '',
    ...(parts.length === 0
      ? []
      : ['## Charts', '', '| chart | switched by | what it is |', '| --- | --- | --- |', ...parts, '']),
    ...(compiled.declared.length === 0 ? [] : ['## Values', '', valuesTable(compiled.declared), '']),
  ].join('\n');
}
