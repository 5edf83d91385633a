import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { goModule } from './tools';

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

/** Folder with the definitions of all custom resources that a chart may have, a file each. Fetched once. */
export function definitionsFolder(): string {
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
