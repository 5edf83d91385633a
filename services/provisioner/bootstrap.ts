import { readFile } from 'node:fs/promises';
import { readRecipes } from './input';
import { logJson as log } from './log';
import { runAsProgram } from './program';
import { kubernetesStore } from './secrets/kubernetes-store';
import { makeMissingSecrets } from './secrets/make-missing';

/** Makes the Secrets that the files in INPUT_DIRECTORY ask for and that its namespace lacks, and ends. */
async function main(): Promise<void> {
  const recipes = await readRecipes(process.env.INPUT_DIRECTORY ?? '/etc/flotilla');
  const identity = '/var/run/secrets/kubernetes.io/serviceaccount';
  const store = kubernetesStore({
    url: `https://${hostInUrl(required('KUBERNETES_SERVICE_HOST'))}:${required('KUBERNETES_SERVICE_PORT')}`,
    token: await readFile(`${identity}/token`, 'utf8'),
    namespace: required('POD_NAMESPACE'),
    labels: { 'app.kubernetes.io/managed-by': 'bootstrap', 'app.kubernetes.io/instance': required('RELEASE') },
  });
  await makeMissingSecrets(recipes, store, { log });
}

function required(variable: string): string {
  const value = process.env[variable];
  if (value === undefined || value === '') {
    throw new Error(`${variable}: is not set; this runs in a pod of Kubernetes, as the chart makes it`);
  }
  return value;
}

function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

runAsProgram(main);
