import { ApiObject } from 'cdk8s';
import { k8s, ServiceAccount } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Edits } from '../synth';
import { annotations } from '../values';
import type { ServiceContext } from './service-context';

/** An identity of the service's own, without a token unless the declaration asks for rights. */
export function serviceAccount(scope: Construct, context: ServiceContext): ServiceAccount {
  const account = new ServiceAccount(scope, 'service-account', {
    metadata: { name: context.fullName, labels: context.labels },
    automountToken: false,
  });
  const extra = context.values.map('serviceAccount.annotations', {
    default: {},
    schema: annotations,
    description: 'Annotations of the ServiceAccount, e.g. for a cloud identity.',
  });
  Edits.of(ApiObject.of(account)).spread('/metadata/annotations', extra.spread());
  return account;
}

/** Role and RoleBinding for what the declaration names; nothing where it names nothing. */
export function roles(scope: Construct, context: ServiceContext): void {
  const rules = context.declaration.rbac ?? [];
  if (rules.length === 0) return;
  const metadata = { name: context.fullName, labels: { ...context.labels } };
  new k8s.KubeRole(scope, 'role', {
    metadata,
    rules: rules.map((rule) => ({
      apiGroups: [...rule.apiGroups],
      resources: [...rule.resources],
      verbs: [...rule.verbs],
      ...(rule.resourceNames === undefined ? {} : { resourceNames: [...rule.resourceNames] }),
    })),
  });
  new k8s.KubeRoleBinding(scope, 'role-binding', {
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: context.fullName },
    subjects: [{ kind: 'ServiceAccount', name: context.fullName }],
  });
}
