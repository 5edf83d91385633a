import type { ConfigMap, ServiceAccount } from 'cdk8s-plus-27';
import type { Template, TemplateObject } from '../template';
import type { MapValue } from '../values';
import type { Image } from './image';
import { outsideMesh } from './mesh';
import { type PodUser, restrictedContainer, restrictedPod } from './pod-security';
import { type Secrets, secretVariables, secretVolume } from './secret-references';
import type { ServiceContext } from './service-context';
import { type PodExtras, schedulingValues } from './workload-values';

export interface JobPodParts {
  readonly image: Image;
  readonly user: PodUser;
  /** @default - no configuration */
  readonly config?: ConfigMap;
  readonly secrets: Secrets;
  /** What users add to the service's pods; jobs need what leads to the database too, such as its CA. */
  readonly extras: PodExtras;
  readonly serviceAccount: ServiceAccount;
  /** Name of the container. */
  readonly container: string;
  /** Command in the service's image. @default - the image's own */
  readonly command?: readonly string[];
  /** Arguments to the service's image. @default - none */
  readonly args?: readonly string[];
  readonly resources: MapValue;
}

/**
 * The pod template of work that ends by itself, in the service's image: admitted by Pod Security "restricted", with the
 * secrets it needs, outside of any mesh.
 * @param component value of the label that keeps the pods apart from the server's
 */
export function jobPod(context: ServiceContext, component: string, parts: JobPodParts): TemplateObject {
  const { names, declaration, values } = context;
  const { nodeSelector, tolerations, priorityClassName } = schedulingValues(values);
  const mesh = outsideMesh(values);
  const files = secretVolume(parts.secrets);
  const container: TemplateObject = {
    name: parts.container,
    ...(parts.command === undefined ? {} : { command: [...parts.command] }),
    ...(parts.args === undefined ? {} : { args: [...parts.args] }),
    env: [...secretVariables(parts.secrets), parts.extras.extraEnv.spread()],
    ...(parts.config === undefined ? {} : { envFrom: [{ configMapRef: { name: parts.config.name } }] }),
    image: parts.image.reference,
    imagePullPolicy: parts.image.pullPolicy,
    resources: parts.resources.fill(),
    ...restrictedContainer(parts.user),
    volumeMounts: present({ name: 'tmp', mountPath: '/tmp' }, files?.mount, parts.extras.extraVolumeMounts.spread()),
  };
  return {
    metadata: {
      annotations: mesh.annotations,
      labels: { ...names.selector(declaration.name, component), ...mesh.labels },
    },
    spec: {
      ...restrictedPod(parts.user),
      containers: [container],
      imagePullSecrets: [parts.image.pullSecrets],
      nodeSelector: nodeSelector.fill(),
      priorityClassName,
      restartPolicy: 'Never',
      serviceAccountName: parts.serviceAccount.name,
      tolerations: tolerations.fill(),
      volumes: present(parts.extras.extraVolumes.spread(), files?.volume, {
        name: 'tmp',
        emptyDir: { sizeLimit: '16Mi' },
      }),
    },
  };
}

function present(...items: readonly (Template | undefined)[]): Template[] {
  return items.filter((item) => item !== undefined);
}
