import { k8s, type ServiceAccount } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Edits } from '../../synth';
import type { Condition } from '../../template';
import type { Component } from '../component';
import type { JobVolume } from '../job';

/** Where programs look for a pod's identity. */
export const identityDirectory = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The right to create Secrets and no other: not to read, change or delete one. RBAC cannot bind creation to names; who
 * does not read cannot learn anything from an attempt but that a name is taken.
 */
export function secretCreator(
  scope: Construct,
  { metadata }: Component,
  account: ServiceAccount,
  enabled: Condition,
): { role: k8s.KubeRole; binding: k8s.KubeRoleBinding } {
  const role = new k8s.KubeRole(scope, 'role', {
    metadata,
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['create'] }],
  });
  const binding = new k8s.KubeRoleBinding(scope, 'role-binding', {
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
    subjects: [{ kind: 'ServiceAccount', name: account.name }],
  });
  for (const object of [role, binding]) Edits.of(object).guardObject(enabled);
  return { role, binding };
}

/** A token for ten minutes in this one pod, instead of one that is mounted wherever the ServiceAccount is used. */
export const identityVolume: JobVolume = {
  name: 'identity',
  path: identityDirectory,
  source: {
    projected: {
      defaultMode: 0o440,
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: 600 } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      ],
    },
  },
};
