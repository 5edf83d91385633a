import type { CompiledChart } from '../helm';
import { apiGroup } from '../synth';
import type { Json, JsonObject } from '../template';

/** Where Argo CD finds the repository, and where it deploys to. What a fork changes. */
export interface GitOpsProps {
  /** URL of the git repository that holds the generated folder. */
  readonly repository: string;
  /** Branch, tag or commit that is deployed. */
  readonly revision: string;
  /** Path of the generated folder in the repository. @default - the fleet's `output`, where that is relative */
  readonly path?: string;
  /** Namespace of Argo CD. @default 'argocd' */
  readonly argoNamespace?: string;
  /** API server that is deployed to. @default - the one that Argo CD runs on */
  readonly server?: string;
}

const defaults = { argoNamespace: 'argocd', server: 'https://kubernetes.default.svc' };

/** Argo CD objects of a fleet, by file below `argocd/`. */
export function gitOpsObjects(
  chart: CompiledChart,
  environments: readonly Target[],
  props: GitOpsProps & Required<Pick<GitOpsProps, 'path'>>,
): ReadonlyMap<string, JsonObject> {
  const settings = { ...defaults, ...props };
  const context: GitOpsContext = { chart, environments, settings, name: chart.identity.name };
  const objects = new Map<string, JsonObject>();
  objects.set('project.yaml', project(context));
  objects.set('applicationset.yaml', applicationSet(context));
  for (const environment of environments) {
    objects.set(`applications/${environment.name}.yaml`, application(context, environment));
    objects.set(`rendered/${environment.name}.yaml`, renderedApplication(context, environment));
  }
  return objects;
}

/** What Argo CD must know of an environment. */
interface Target {
  readonly name: string;
  readonly namespace: string;
}

interface GitOpsContext {
  readonly chart: CompiledChart;
  readonly environments: readonly Target[];
  readonly settings: Required<GitOpsProps>;
  /** Name of the fleet: of the project, of the release, and the beginning of the applications' names. */
  readonly name: string;
}

/**
 * What Deployments and Jobs make. Argo CD shows no kind that the project does not admit, so without these no pod and no
 * log (argoproj/argo-cd#28564); and whoever may have a Deployment may have any pod already.
 */
const shownChildren: readonly JsonObject[] = [
  { group: '', kind: 'Pod' },
  { group: 'apps', kind: 'ReplicaSet' },
];

/** A project of the fleet's own: its repository, its namespaces, the kinds that its charts have, nothing else. */
function project({ chart, environments, settings, name }: GitOpsContext): JsonObject {
  const kinds = new Map<string, JsonObject>();
  for (const document of [chart, ...chart.subcharts].flatMap(({ documents }) => documents)) {
    const group = apiGroup(document.body.apiVersion);
    kinds.set(`${group}/${document.kind}`, { group, kind: document.kind });
  }
  for (const kind of ['ResourceQuota', 'LimitRange']) kinds.set(`/${kind}`, { group: '', kind });
  for (const child of shownChildren) kinds.set(`${child.group}/${child.kind}`, child);
  return argo(settings, 'AppProject', name, {
    description: chart.chart.props.description,
    sourceRepos: [settings.repository],
    destinations: environments.map(({ namespace }) => ({ server: settings.server, namespace })),
    clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
    namespaceResourceWhitelist: [...kinds.keys()].sort().map((key) => kinds.get(key) as JsonObject),
    orphanedResources: { warn: false },
  });
}

/** One Application for each folder below `environments/`: a new environment needs no change here. */
function applicationSet(context: GitOpsContext): JsonObject {
  const { settings, name } = context;
  return argo(settings, 'ApplicationSet', name, {
    goTemplate: true,
    goTemplateOptions: ['missingkey=error'],
    generators: [
      {
        git: {
          repoURL: settings.repository,
          revision: settings.revision,
          files: [{ path: `${settings.path}/environments/*/config.json` }],
        },
      },
    ],
    syncPolicy: { preserveResourcesOnDeletion: true },
    template: {
      metadata: {
        name: `${name}-{{ .environment }}`,
        labels: { 'app.kubernetes.io/part-of': name, environment: '{{ .environment }}' },
        annotations: compareOptions,
      },
      spec: {
        project: name,
        source: helmSource(context, '{{ .environment }}'),
        destination: { server: settings.server, namespace: '{{ .namespace }}' },
        syncPolicy,
      },
    },
  });
}

/** The same for one environment, for those who do not want an ApplicationSet. */
function application(context: GitOpsContext, environment: Target): JsonObject {
  const { settings, name } = context;
  return argo(
    settings,
    'Application',
    `${name}-${environment.name}`,
    {
      project: name,
      source: helmSource(context, environment.name),
      destination: { server: settings.server, namespace: environment.namespace },
      syncPolicy,
    },
    { 'app.kubernetes.io/part-of': name, environment: environment.name },
  );
}

/** The plain manifests of an environment instead of the chart: what is reviewed is what is applied. */
function renderedApplication(context: GitOpsContext, environment: Target): JsonObject {
  const { settings, name } = context;
  return argo(
    settings,
    'Application',
    `${name}-${environment.name}-rendered`,
    {
      project: name,
      source: {
        repoURL: settings.repository,
        targetRevision: settings.revision,
        path: `${settings.path}/manifests/${environment.name}`,
      },
      destination: { server: settings.server, namespace: environment.namespace },
      syncPolicy,
    },
    { 'app.kubernetes.io/part-of': name, environment: environment.name },
  );
}

function helmSource({ settings, name }: GitOpsContext, environment: string): JsonObject {
  return {
    repoURL: settings.repository,
    targetRevision: settings.revision,
    path: `${settings.path}/${name}`,
    helm: { releaseName: name, valueFiles: [`../environments/${environment}/values.yaml`] },
  };
}

const compareOptions = { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' };

/**
 * No `ignoreDifferences` for the number of pods: where an autoscaler decides about it, the chart does not name it, and
 * where none does, a commit must be able to change it. An ApplicationSet could not tell the two apart.
 */
const syncPolicy: JsonObject = {
  automated: { prune: true, selfHeal: true, allowEmpty: false },
  retry: { limit: 5, refresh: true, backoff: { duration: '10s', factor: 2, maxDuration: '3m' } },
  managedNamespaceMetadata: {
    labels: {
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/audit': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    },
  },
  syncOptions: [
    'ApplyOutOfSyncOnly=true',
    'CreateNamespace=true',
    'FailOnSharedResource=true',
    'PruneLast=true',
    'ServerSideApply=true',
  ],
};

function argo(
  { argoNamespace }: { readonly argoNamespace: string },
  kind: string,
  name: string,
  spec: Json,
  labels?: JsonObject,
): JsonObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind,
    metadata: {
      name,
      namespace: argoNamespace,
      ...(labels === undefined ? {} : { labels }),
      ...(kind === 'Application' ? { annotations: compareOptions } : {}),
    },
    spec,
  };
}
