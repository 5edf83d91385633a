import type { PodUser } from '../microservice';
import type { TemplateObject } from '../template';

/**
 * What Pod Security `restricted` asks of a pod and of its containers, for pods that are written as plain data because
 * their hash becomes a name or because cdk8s-plus has no construct that fits.
 */
const seccompProfile = { type: 'RuntimeDefault' } as const;

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
