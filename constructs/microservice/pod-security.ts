import type { ApiObject } from 'cdk8s';
import { type ContainerSecurityContextProps, FsGroupChangePolicy, type PodSecurityContextProps } from 'cdk8s-plus-27';
import { Edits } from '../synth';
import type { TemplateObject } from '../template';
import type { Values } from '../values';

// What cdk8s-plus-27 lacks for the Pod Security Standard `restricted`, in one place: seccomp, dropping all capabilities
// under the name Kubernetes knows, service links, and users as values.

/** Ids of the user and the group that the containers of a pod run as. */
export interface PodUser {
  readonly user: number;
  readonly group: number;
}

/** The user and group that containers run as; scanners want both above 10000, so that they meet no user of a node. */
export function podUser(values: Values): PodUser {
  const security = values
    .at('securityContext')
    .describe('Who the containers run as. Everything else is fixed to Pod Security "restricted".');
  const bounds = { minimum: 10_001, maximum: 2_000_000_000 };
  return {
    user: security.integer('runAsUser', { default: 10_001, ...bounds, description: 'User id of all containers.' }),
    group: security.integer('runAsGroup', {
      default: 10_001,
      ...bounds,
      description: 'Group id of all containers and of mounted volumes.',
    }),
  };
}

export function podSecurityContext({ user, group }: PodUser): PodSecurityContextProps {
  return {
    ensureNonRoot: true,
    user,
    group,
    fsGroup: group,
    fsGroupChangePolicy: FsGroupChangePolicy.ON_ROOT_MISMATCH,
  };
}

export function containerSecurityContext({ user, group }: PodUser): ContainerSecurityContextProps {
  return {
    ensureNonRoot: true,
    user,
    group,
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
    privileged: false,
  };
}

const seccompProfile = { type: 'RuntimeDefault' } as const;

/** The same for pods that are written as plain data, because their hash becomes a name or no construct fits. */
export function restrictedPod({ user, group }: PodUser): TemplateObject {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      fsGroup: group,
      fsGroupChangePolicy: 'OnRootMismatch',
      runAsGroup: group,
      runAsNonRoot: true,
      runAsUser: user,
      seccompProfile: { ...seccompProfile },
    },
  };
}

/** And for their containers. */
export function restrictedContainer({ user, group }: PodUser): TemplateObject {
  return {
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsGroup: group,
      runAsNonRoot: true,
      runAsUser: user,
      seccompProfile: { ...seccompProfile },
    },
  };
}

/**
 * Adds what the constructs cannot say to a pod template with one container.
 * @param pod JSON Pointer of the pod's spec, e.g. `/spec/template/spec`
 */
export function restrictPod(object: ApiObject, pod: string): void {
  const seccomp = { ...seccompProfile };
  Edits.of(object)
    .set(`${pod}/securityContext/seccompProfile`, seccomp)
    .set(`${pod}/enableServiceLinks`, false)
    .set(`${pod}/containers/0/securityContext/seccompProfile`, seccomp)
    .set(`${pod}/containers/0/securityContext/capabilities`, { drop: ['ALL'] });
}
