import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { definitionsFolder } from '../charts/analysers/custom-resource-definitions';
import { apply, type KubernetesObject, kubectl } from './kubernetes';

/**
 * Definitions of the optional objects' kinds, by those who own them, for a part of the tests: those that the cluster
 * lacks are installed before and removed after; those that it has stay as they are.
 */
export function useDefinitions(): void {
  const installed: string[] = [];
  beforeAll(async () => {
    const present = new Set((await kubectl(['get', 'customresourcedefinitions', '--output', 'name'])).split('\n'));
    const folder = definitionsFolder();
    const missing = readdirSync(folder)
      .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')))
      .map((document) => document.toJS() as KubernetesObject | null)
      .filter((each): each is KubernetesObject => each?.kind === 'CustomResourceDefinition')
      .filter(({ metadata }) => !present.has(`customresourcedefinition.apiextensions.k8s.io/${metadata.name}`));
    if (missing.length === 0) return;
    installed.push(...missing.map(({ metadata }) => metadata.name));
    await apply(missing);
    await kubectl(['wait', 'customresourcedefinition', ...installed, '--for=condition=Established', '--timeout=60s']);
  });
  afterAll(async () => {
    if (installed.length > 0) await kubectl(['delete', 'customresourcedefinition', ...installed, '--wait']);
  });
}
