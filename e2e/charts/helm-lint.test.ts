import { chartFiles, quotedJson } from '@flotilla/constructs';
import { runHelm } from './run-helm';
import { charts, environments, umbrella, valuesOf } from './shop';
import { TemporaryFolder } from './temporary-folder';
import { concurrentTestWithHelm } from './test-with-helm';

/** The oldest Kubernetes that the charts admit, and the newest that the pinned Helm knows. */
const kubeVersions = ['1.29.0', '1.37.0'] as const;

interface Rendering {
  readonly title: string;
  readonly chart: string;
  readonly values: readonly string[];
}

const folders = charts.map((chart) => ({ chart, files: chartFiles(chart), folder: new TemporaryFolder() }));
const renderings: Rendering[] = folders.flatMap(({ chart, files, folder }) => {
  for (const [path, text] of files) folder.write(path, text);
  const { name } = chart.identity;
  const ci = [...files.keys()].filter((path) => path.startsWith('ci/'));
  return [
    { title: name, chart: folder.path, values: [] },
    ...ci.map((path) => ({ title: `${name} with ${path}`, chart: folder.path, values: [`${folder.path}/${path}`] })),
  ];
});
for (const { name } of environments) {
  const { folder } = folders.find(({ chart }) => chart === umbrella) as (typeof folders)[number];
  const values = [folder.write(`ci/environment-${name}-values.yaml`, quotedJson(valuesOf(name)))];
  renderings.push({ title: `shop in ${name}`, chart: folder.path, values });
}
afterAll(() => {
  for (const { folder } of folders) folder.remove();
});

describe.each(renderings.map((each) => [each.title, each] as const))('%s', (_, { chart, values }) => {
  const files = values.flatMap((file) => ['--values', file]);

  for (const kubeVersion of kubeVersions) {
    concurrentTestWithHelm(`has nothing to lint for Kubernetes ${kubeVersion}`, async (helm) => {
      const args = ['lint', chart, '--strict', '--kube-version', kubeVersion, ...files];
      const { ok, stdout, stderr } = await runHelm(helm, args);
      const found = `${stdout}${stderr}`.split('\n').filter((line) => /\[(INFO|WARNING|ERROR)\]/.test(line));
      expect({ ok, found }).toEqual({ ok: true, found: [] });
    });
  }

  concurrentTestWithHelm('is rendered to the same bytes twice, whatever kinds a cluster has', async (helm) => {
    const first = await renderOnce(helm, chart, values);
    expect(first).not.toBe('');
    expect(await render(helm, chart, values, everyKind)).toBe(first);
  });

  const [helm3, helm4] = [process.env.HELM3, process.env.HELM4];
  const withBoth = helm3 === undefined || helm4 === undefined ? test.skip : test.concurrent;
  withBoth('is rendered to the same documents by Helm 3 and 4', async () => {
    const three = documentsOf(await renderOnce(helm3 as string, chart, values));
    expect(three.length).toBeGreaterThan(3);
    expect(documentsOf(await renderOnce(helm4 as string, chart, values))).toEqual(three);
  });
});

const everyKind = [
  'monitoring.coreos.com/v1',
  'gateway.networking.k8s.io/v1',
  'keda.sh/v1alpha1',
  'external-secrets.io/v1',
].map((version) => `--api-versions=${version}`);

const renders = new Map<string, Promise<string>>();

/** What several tests look at. */
function renderOnce(helm: string, chart: string, values: readonly string[]): Promise<string> {
  const key = [helm, chart, ...values].join('\n');
  const known = renders.get(key);
  if (known !== undefined) return known;
  const started = render(helm, chart, values);
  renders.set(key, started);
  return started;
}

async function render(
  helm: string,
  chart: string,
  values: readonly string[],
  more: readonly string[] = [],
): Promise<string> {
  const files = values.flatMap((file) => ['--values', file]);
  const args = ['template', 'my-shop', chart, '--namespace=shop', '--kube-version=1.31.0', ...files, ...more];
  const { ok, stdout, stderr } = await runHelm(helm, args);
  expect({ ok, stderr }).toEqual({ ok: true, stderr: '' });
  return stdout;
}

/** Helm 4 puts a blank line between documents; inside of them nothing may differ. */
function documentsOf(text: string): string[] {
  return text.split(/^---\n/m).map((document) => document.replace(/\n+$/, '\n'));
}

describe.each(charts.map((chart) => [chart.identity.name, chart] as const))('templates of %s', (name, chart) => {
  const templates = [...chartFiles({ ...chart, subcharts: [] })].filter(([path]) => path.startsWith('templates/'));
  const actions = templates.flatMap(([path, text]) =>
    [...text.matchAll(/\{\{-?(.*?)-?\}\}/gs)].map(([, action]) => ({ path, action: withoutText(action as string) })),
  );

  test('ask neither the cluster nor the clock nor chance', () => {
    const forbidden =
      /\b(lookup|rand\w*|now|date\w*|ago|uuidv4|gen[A-Z]\w*|derivePassword|bcrypt|htpasswd|getHostByName|env|expandenv)\b|\.(Capabilities|Files)\b|\.Release\.(IsInstall|IsUpgrade|Revision)\b/;
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter(({ action }) => forbidden.test(action))).toEqual([]);
  });

  test('define names that begin with the chart, each once, and use them all', () => {
    const text = templates.map(([, each]) => each).join('\n');
    const defined = [...text.matchAll(/\{\{-? define "(.*?)"/g)].map(([, each]) => each as string);
    const used = new Set([...text.matchAll(/\{\{[^}]*?\}\}/g)].flatMap(([action]) => includedIn(action)));
    expect(defined.filter((each) => !each.startsWith(`${name}.`))).toEqual([]);
    expect(defined.length).toBe(new Set(defined).size);
    expect(defined.filter((each) => !used.has(each))).toEqual([]);
    expect([...used].filter((each) => !defined.includes(each))).toEqual([]);
  });

  test('hold one object a file, under a dashed name', () => {
    const wrong = templates.filter(
      ([path, text]) =>
        !/^templates\/(tests\/)?([a-z0-9-]+\.yaml|_helpers\.tpl|NOTES\.txt)$/.test(path) ||
        (text.match(/^kind: /gm) ?? []).length > 1,
    );
    expect(wrong.map(([path]) => path)).toEqual([]);
  });
});

function includedIn(action: string): string[] {
  return [...action.matchAll(/include "(.*?)"/g)].map(([, name]) => name as string);
}

/** An action without its comments and string literals: what only looks like a function there is none. */
function withoutText(action: string): string {
  return action.replace(/\/\*.*?\*\//gs, '').replace(/"(\\.|[^"\\])*"|`[^`]*`/g, '""');
}
