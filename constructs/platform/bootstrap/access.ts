import { k8s, type ServiceAccount } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Edits } from '../../synth';
import type { Condition, Template } from '../../template';
import type { Component } from '../component';
import type { JobVolume } from '../job';
import { tcp } from '../network-policy';

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

/** The way to the API server, which stands outside the pods' network and so has no labels. */
export function apiServerRule({ values }: Component): Template {
  const own = values.at('apiServer').describe('Where the API server is, for the NetworkPolicy.');
  const cidr = own.string('cidr', {
    default: '0.0.0.0/0',
    pattern: '^([0-9]{1,3}([.][0-9]{1,3}){3}/[0-9]{1,2}|[0-9a-f:]{2,39}/[0-9]{1,3})$',
    description: 'Addresses of the API server, e.g. 10.0.0.1/32.',
  });
  const port = own.integer('port', {
    default: 6_443,
    minimum: 1,
    maximum: 65_535,
    description: 'Port at which the API server itself listens, behind port 443 of its Service.',
  });
  return { to: [{ ipBlock: { cidr } }], ports: [tcp(443), tcp(port)] };
}
