import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JsonObject, renderChart } from '@flotilla/constructs';
import { parseAllDocuments } from 'yaml';
import { local } from '../../environments/local';
import { production } from '../../environments/production';
import { staging } from '../../environments/staging';
import { charts } from '../charts/shop';
import { useDefinitions } from './definitions';
import { root } from './helm';
import { journeyThrough } from './journey';
import { createNamespace, kubectl, list, removeNamespace, useNamespaces } from './kubernetes';

const environments = [local, staging, production];
const folderOf = (name: string): string => join(root, 'deploy', 'manifests', name);

/** Asks the API server for everything short of storing it; Pod Security's warnings count as refusals. */
const dryRun = ['apply', '--server-side', '--dry-run=server', '--warnings-as-errors'];
const accepted = /serverside-applied \(server dry run\)/g;

describe('dry runs', () => {
  useDefinitions();

  describe.each(environments.map(({ name, namespace }) => [name, namespace] as const))('of %s', (name, namespace) => {
    beforeAll(() => createNamespace(namespace));
    afterAll(() => removeNamespace(namespace));

    test('the API server admits every document, and Pod Security has nothing to warn of', async () => {
      const folder = folderOf(name);
      const documents = readdirSync(folder).flatMap((file) =>
        parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((each) => each.toJS() as { kind: string }),
      );
      expect(documents.length).toBeGreaterThan(40);
      const output = await kubectl([...dryRun, '--filename', folder]);
      expect(output.match(accepted)?.length).toBe(documents.length);
    });
  });

  describe('of everything that values can add', () => {
    const namespace = 'flotilla-e2e-optional';
    useNamespaces(namespace);

    const cases = charts.flatMap((chart) =>
      Object.entries(chart.chart.props.ci ?? {}).map(([name, values]) => [chart.identity.name, name, values] as const),
    );

    test.each(cases)('%s with %s-values: the API server admits every object', async (chartName, _, values) => {
      const chart = charts.find(({ identity }) => identity.name === chartName)!;
      const objects = renderChart(chart, { release: { name: 'shop', namespace }, values: [values as JsonObject] });
      // Those who own the kinds of Linkerd publish no definitions in a Go module; a bare Pod, as `helm test` runs it,
      // is admitted only where its ServiceAccount is.
      const known = objects.filter(
        ({ apiVersion, kind }) => !String(apiVersion).startsWith('policy.linkerd.io/') && kind !== 'Pod',
      );
      const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: known });
      const output = await kubectl([...dryRun, '--namespace', namespace, '--filename', '-'], text);
      expect(output.match(accepted)?.length).toBe(known.length);
    });

    test('and so every kind of the charts was asked for, but those of Linkerd', () => {
      const kinds = (objects: readonly JsonObject[]): string[] => objects.map(({ kind }) => String(kind));
      const seen = new Set(
        cases.flatMap(([chartName, , values]) => {
          const chart = charts.find(({ identity }) => identity.name === chartName)!;
          return kinds(renderChart(chart, { release: { name: 'shop', namespace }, values: [values as JsonObject] }));
        }),
      );
      const all = new Set(charts.flatMap(({ documents }) => documents.map(({ kind }) => kind)));
      expect([...all].filter((kind) => !seen.has(kind))).toEqual([]);
    });
  });
});

describe('kubectl apply of the local environment', () => {
  const { namespace } = local;
  beforeAll(() => removeNamespace(namespace));
  afterAll(() => removeNamespace(namespace));

  test('gives a shop that works, without Helm', async () => {
    await kubectl(['apply', '--filename', folderOf('local')]);
    for (const { metadata } of await list('deployments', namespace)) {
      await kubectl(['rollout', 'status', `deployment/${metadata.name}`, '--namespace', namespace, '--timeout', '4m']);
    }
    await journeyThrough(namespace, 'gateway', 'admin');
  });
});
