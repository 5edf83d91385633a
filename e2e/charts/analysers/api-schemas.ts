import { spawnSync } from 'node:child_process';
import { definitionsFolder } from './custom-resource-definitions';
import type { Finding } from './finding';
import { goTool } from './tools';

/** The newest Kubernetes whose schemas kubectl-validate carries. */
const kubernetesVersion = '1.30';

interface Status {
  readonly status: string;
  readonly message?: string;
}

/** What the API server's own validation finds in a file of YAML documents, with the schemas of all its kinds. */
export function apiSchemas(file: string): Finding[] {
  const program = goTool('kubectl-validate', 'sigs.k8s.io/kubectl-validate', 'v0.0.4');
  const args = [file, `--version=${kubernetesVersion}`, `--local-crds=${definitionsFolder()}`, '--output=json'];
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  const statuses = Object.values(parse(stdout, stderr)).flat();
  if (statuses.length === 0) throw new Error(`kubectl-validate: found no document in ${file}, expected some`);
  return statuses
    .filter(({ status }) => status !== 'Success')
    .map(({ message = '' }) => ({ rule: 'schema', object: 'document', message: message.trim() }));
}

function parse(stdout: string, stderr: string): Record<string, readonly Status[]> {
  try {
    return JSON.parse(stdout) as Record<string, readonly Status[]>;
  } catch (error) {
    throw new Error(`kubectl-validate: ${stderr}`, { cause: error });
  }
}
