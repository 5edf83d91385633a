import { get, kubectl } from '../cluster/kubernetes';
import { argoNamespace } from './argo-cd';
import { gitSettings } from './settings';

/** Once before the suites: they need Argo CD, a repository, and nobody's real shop in the way. */
export default async function globalSetup(): Promise<void> {
  const { url } = gitSettings();
  try {
    await kubectl(['get', 'crd', 'applications.argoproj.io', 'applicationsets.argoproj.io', 'appprojects.argoproj.io']);
  } catch (error) {
    throw new Error(`found no Argo CD in the cluster, expected it in namespace ${argoNamespace}; install it`, {
      cause: error,
    });
  }
  const project = await get('appproject', 'shop', argoNamespace);
  const others = ((project?.spec.sourceRepos ?? []) as string[]).filter((repository) => repository !== url);
  if (others.length === 0) return;
  throw new Error(
    `found an AppProject "shop" over ${others.join(', ')}, expected none but that of ${url}; use another cluster`,
  );
}
