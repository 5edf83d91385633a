import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Edits } from '../synth';
import { MergedMaps, stringPlaceholder } from '../template';
import { anyObject, labels, quantity, release, Values } from '../values';

export interface NamespaceProps {
  /**
   * Where the values stand.
   * @default - below `namespace` of the chart
   */
  readonly values?: Values;
}

/**
 * The namespace of a release, for plain manifests: Helm makes namespaces by itself, and a chart that holds its own
 * would remove everything in it when it is uninstalled. Pods are held to Pod Security `restricted`, a quota bounds what
 * all of them may take, and limits stand in where a container names none.
 */
export class Namespace extends Construct {
  readonly namespace: k8s.KubeNamespace;
  readonly quota: k8s.KubeResourceQuota;
  readonly limitRange: k8s.KubeLimitRange;

  constructor(scope: Construct, id: string, props: NamespaceProps = {}) {
    super(scope, id);
    const values = (props.values ?? Values.of(this).at('namespace')).describe('The namespace.');
    const name = stringPlaceholder(release.namespace);
    this.namespace = new k8s.KubeNamespace(this, 'namespace', {
      metadata: { name, labels: podSecurityLabels(values) },
    });
    const more = values.map('labels', { default: {}, schema: labels, description: 'Further labels of the namespace.' });
    Edits.of(this.namespace)
      .remove('/metadata/namespace')
      .spread('/metadata/labels', new MergedMaps([more.path]));
    this.quota = resourceQuota(this, values.at('quota'));
    this.limitRange = limitRange(this, values.at('limitRange'));
  }
}

const levels = ['restricted', 'baseline', 'privileged'] as const;

function podSecurityLabels(values: Values): Record<string, string> {
  const own = values.at('podSecurity').describe('Pod Security Standards that pods are held to.');
  const level = (mode: string, what: string): string =>
    own.string(mode, { default: 'restricted', oneOf: levels, description: `Standard below which ${what}.` });
  const version = own.string('version', {
    default: 'latest',
    pattern: '^(latest|v1[.][0-9]{1,3})$',
    description: 'Version of Kubernetes whose standards are meant.',
  });
  const prefix = 'pod-security.kubernetes.io';
  return {
    [`${prefix}/enforce`]: level('enforce', 'a pod is refused'),
    [`${prefix}/enforce-version`]: version,
    [`${prefix}/audit`]: level('audit', 'a pod is noted in the audit log'),
    [`${prefix}/audit-version`]: version,
    [`${prefix}/warn`]: level('warn', 'who makes a pod is warned'),
    [`${prefix}/warn-version`]: version,
  };
}

function resourceQuota(scope: Construct, own: Values): k8s.KubeResourceQuota {
  own.describe('What everything in the namespace may take together.');
  const enabled = own.flag('enabled', { default: true, description: 'Bound what the namespace takes.' });
  const hard = own.map('hard', {
    default: {
      'limits.cpu': '200',
      'limits.memory': '200Gi',
      persistentvolumeclaims: '20',
      pods: '200',
      'requests.cpu': '50',
      'requests.memory': '50Gi',
      'requests.storage': '500Gi',
      'services.loadbalancers': '2',
    },
    schema: { type: 'object', additionalProperties: quantity },
    description: 'Hard limits, as in a ResourceQuota.',
  });
  const quota = new k8s.KubeResourceQuota(scope, 'resource-quota', { metadata: { name: 'quota' } });
  Edits.of(quota).guardObject(enabled).guardObject(hard.given).set('/spec/hard', hard.fill());
  return quota;
}

function limitRange(scope: Construct, own: Values): k8s.KubeLimitRange {
  own.describe('What containers get that name no requests or limits.');
  const enabled = own.flag('enabled', { default: true, description: 'Give such containers limits.' });
  const limits = own.list('limits', {
    default: [
      {
        type: 'Container',
        default: { cpu: '500m', memory: '256Mi', 'ephemeral-storage': '256Mi' },
        defaultRequest: { cpu: '50m', memory: '64Mi', 'ephemeral-storage': '32Mi' },
      },
    ],
    items: anyObject,
    description: 'Limits, as in a LimitRange.',
  });
  const range = new k8s.KubeLimitRange(scope, 'limit-range', { metadata: { name: 'limits' } });
  Edits.of(range).guardObject(enabled).guardObject(limits.given).set('/spec/limits', limits.fill());
  return range;
}
