import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Finding } from './finding';
import { goModule, goTool } from './tools';

/** The newest Kubernetes whose schemas kubectl-validate carries. */
const kubernetesVersion = '1.30';

/** Definitions of custom resources, from the modules of those who define them. Those of Linkerd are in none. */
const definitions: readonly { readonly module: string; readonly version: string; readonly files: readonly string[] }[] =
  [
    {
      module: 'sigs.k8s.io/gateway-api',
      version: 'v1.4.1',
      files: ['config/crd/standard/gateway.networking.k8s.io_httproutes.yaml'],
    },
    {
      module: 'github.com/kedacore/keda/v2',
      version: 'v2.21.0',
      files: ['config/crd/bases/keda.sh_scaledobjects.yaml'],
    },
    {
      module: 'github.com/external-secrets/external-secrets',
      version: 'v1.3.2',
      files: ['config/crds/bases/external-secrets.io_externalsecrets.yaml'],
    },
    {
      module: 'github.com/prometheus-operator/prometheus-operator',
      version: 'v0.85.0',
      files: [
        'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml',
        'example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml',
      ],
    },
    {
      module: 'istio.io/api',
      version: 'v1.31.1',
      files: ['kubernetes/customresourcedefinitions.gen.yaml'],
    },
  ];

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

function definitionsFolder(): string {
  const folder = resolve('.cache', 'custom-resource-definitions');
  if (existsSync(folder)) return folder;
  const aside = `${folder}.next`;
  mkdirSync(aside, { recursive: true });
  for (const { module, version, files } of definitions) {
    const source = goModule(module, version);
    for (const file of files) copyFileSync(join(source, file), join(aside, basename(file)));
  }
  renameSync(aside, folder);
  return folder;
}

function parse(stdout: string, stderr: string): Record<string, readonly Status[]> {
  try {
    return JSON.parse(stdout) as Record<string, readonly Status[]>;
  } catch (error) {
    throw new Error(`kubectl-validate: ${stderr}`, { cause: error });
  }
}
