import type { ConfigMap, ServiceAccount } from 'cdk8s-plus-27';
import type { Template, TemplateObject } from '../template';
import type { MapValue } from '../values';
import type { Image } from './image';
import { outsideMesh } from './mesh';
import type { PodUser } from './pod-security';
import { type Secrets, secretVariables, secretVolume } from './secret-references';
import type { ServiceContext } from './service-context';
import { schedulingValues } from './workload-values';

export interface JobPodParts {
  readonly image: Image;
  readonly user: PodUser;
  readonly config: ConfigMap;
  readonly secrets: Secrets;
  readonly serviceAccount: ServiceAccount;
  /** Name of the container. */
  readonly container: string;
  /** Arguments to the service's image. */
  readonly args: readonly string[];
  readonly resources: MapValue;
}

/**
 * The pod template of work that ends by itself, in the service's image: admitted by Pod Security "restricted", with the
 * configuration and the secrets of the service, outside of any mesh.
 * @param component value of the label that keeps the pods apart from the server's
 */
export function jobPod(context: ServiceContext, component: string, parts: JobPodParts): TemplateObject {
  const { names, declaration, values } = context;
  const { user, group } = parts.user;
  const { nodeSelector, tolerations } = schedulingValues(values);
  const mesh = outsideMesh(values);
  const secrets = parts.secrets.references.length > 0 ? secretVolume(parts.secrets) : undefined;
  const identity: TemplateObject = {
    runAsGroup: group,
    runAsNonRoot: true,
    runAsUser: user,
    seccompProfile: { type: 'RuntimeDefault' },
  };
  const container: TemplateObject = {
    name: parts.container,
    args: [...parts.args],
    env: secretVariables(parts.secrets),
    envFrom: [{ configMapRef: { name: parts.config.name } }],
    image: parts.image.reference,
    imagePullPolicy: parts.image.pullPolicy,
    resources: parts.resources.fill(),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      ...identity,
    },
    volumeMounts: present({ name: 'tmp', mountPath: '/tmp' }, secrets?.mount),
  };
  return {
    metadata: {
      annotations: mesh.annotations,
      labels: { ...names.selector(declaration.name, component), ...mesh.labels },
    },
    spec: {
      automountServiceAccountToken: false,
      containers: [container],
      enableServiceLinks: false,
      imagePullSecrets: parts.image.pullSecrets.map((list) => list.spread()),
      nodeSelector: nodeSelector.fill(),
      restartPolicy: 'Never',
      securityContext: { fsGroup: group, ...identity },
      serviceAccountName: parts.serviceAccount.name,
      tolerations: tolerations.fill(),
      volumes: present(secrets?.volume, { name: 'tmp', emptyDir: { sizeLimit: '16Mi' } }),
    },
  };
}

function present(...items: readonly (Template | undefined)[]): Template[] {
  return items.filter((item) => item !== undefined);
}
