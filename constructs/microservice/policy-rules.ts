import { type Condition, Guard, type Template } from '../template';
import { labels, type MapValue, type Values } from '../values';

/** The values of all NetworkPolicies of a chart, and the switch of them all. */
export function policyValues(values: Values): { readonly own: Values; readonly enabled: Condition } {
  const own = values
    .at('networkPolicy')
    .describe('What may reach the pods and what they may reach. Denied unless declared.');
  const enabled = own.flag('enabled', {
    default: true,
    description: 'Make NetworkPolicies. They need a network plugin that enforces them.',
  });
  return { own, enabled };
}

/**
 * Labels of the namespace of somebody who has no pods in the release.
 * @param values those of the chart
 * @param initial the namespace's name by default
 */
export function namespaceLabels(values: Values, key: string, initial: string, who: string): MapValue {
  return values.at('networkPolicy').map(`${key}.namespaceLabels`, {
    default: { 'kubernetes.io/metadata.name': initial },
    schema: labels,
    description: `Labels of the namespace of ${who}; null: nobody. To choose others, also set kubernetes.io/metadata.name: null.`,
  });
}

/** All pods of the namespaces that have the labels, as a peer of a rule. Without labels it would be every namespace. */
export function namespacePeer(map: MapValue): Template {
  return { namespaceSelector: { matchLabels: map.fill() } };
}

/** Lookups at the cluster's DNS. */
export function dnsRule(values: Values): Template {
  const namespace = namespaceLabels(values, 'dns', 'kube-system', 'the cluster DNS');
  return new Guard(namespace.given, {
    to: [namespacePeer(namespace)],
    ports: [
      { port: 53, protocol: 'UDP' },
      { port: 53, protocol: 'TCP' },
    ],
  });
}

export function tcp(port: number): Template {
  return { port, protocol: 'TCP' };
}
