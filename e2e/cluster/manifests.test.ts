import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { local } from '../../environments/local';
import { production } from '../../environments/production';
import { staging } from '../../environments/staging';
import { root } from './helm';
import { journeyThrough } from './journey';
import { createNamespace, kubectl, list, removeNamespace } from './kubernetes';

const environments = [local, staging, production];
const folderOf = (name: string): string => join(root, 'deploy', 'manifests', name);

describe.each(environments.map(({ name, namespace }) => [name, namespace] as const))('%s', (name, namespace) => {
  beforeAll(() => createNamespace(namespace));
  afterAll(() => removeNamespace(namespace));

  test('the API server admits every document, and Pod Security has nothing to warn of', async () => {
    const folder = folderOf(name);
    const documents = readdirSync(folder).flatMap((file) =>
      parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((each) => each.toJS() as { kind: string }),
    );
    expect(documents.length).toBeGreaterThan(40);
    const output = await kubectl(['apply', '--server-side', '--dry-run=server', '--filename', folder]);
    expect(output.match(/serverside-applied \(server dry run\)/g)?.length).toBe(documents.length);
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
