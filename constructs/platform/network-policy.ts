import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { egressRule, ingressRule, type Selector } from '../microservice';
import { Edits } from '../synth';
import { type Condition, Guard, type Structure, type Template } from '../template';
import { labels } from '../values';
import type { Component } from './component';

/** What may reach the pods of a component, and what they may reach besides what values add; nothing else passes. */
export interface Traffic {
  readonly ingress: readonly Template[];
  readonly egress: readonly Template[];
  /** @default - always there */
  readonly when?: Condition;
}

export function networkPolicy(scope: Construct, component: Component, traffic: Traffic): k8s.KubeNetworkPolicy {
  const own = component.platform
    .at('networkPolicy')
    .describe('What may reach the pods and what they may reach. Denied unless declared.');
  const enabled = own.flag('enabled', {
    default: true,
    description: 'Make NetworkPolicies. They need a network plugin that enforces them.',
  });
  const extraEgress = own.list('extraEgress', {
    default: [],
    items: egressRule,
    description: 'Further egress rules of all pods, such as one to another DNS.',
  });
  const policy = new k8s.KubeNetworkPolicy(scope, 'network-policy', {
    metadata: component.metadata,
    spec: { podSelector: { matchLabels: { ...component.selector } }, policyTypes: ['Ingress', 'Egress'] },
  });
  const edits = Edits.of(policy).guardObject(enabled);
  if (traffic.when !== undefined) edits.guardObject(traffic.when);
  // The type alone denies. The API server keeps no empty list, and would take one for a change with every upgrade.
  if (traffic.ingress.length > 0) edits.set('/spec/ingress', [...traffic.ingress]);
  edits.set('/spec/egress', [...traffic.egress, extraEgress.spread()]);
  return policy;
}

/** Further ingress rules of a component, for clients that no declaration names. */
export function extraIngress({ values }: Component): Structure {
  return values
    .list('extraIngress', {
      default: [],
      items: ingressRule,
      description: 'Further ingress rules of the NetworkPolicy, for clients that no declaration names.',
    })
    .spread();
}

/** Lookups at the cluster's DNS. */
export function dnsRule(component: Component): Template {
  return namespaceRule(component, 'to', 'dns', 'kube-system', 'the cluster DNS', [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ]);
}

/** Questions from all pods of another namespace, to which the values give the labels. */
export function namespaceIngress(
  component: Component,
  key: string,
  initial: string,
  what: string,
  port: number,
): Template {
  return namespaceRule(component, 'from', key, initial, what, [tcp(port)]);
}

/** A rule without labels would name every namespace, so without labels there is no rule. */
function namespaceRule(
  { platform }: Component,
  direction: 'from' | 'to',
  key: string,
  initial: string,
  what: string,
  ports: Template[],
): Template {
  const namespace = platform.at('networkPolicy').map(`${key}.namespaceLabels`, {
    default: { 'kubernetes.io/metadata.name': initial },
    schema: labels,
    description: `Labels of the namespace of ${what}; null: nobody. To choose others, also set kubernetes.io/metadata.name: null.`,
  });
  return new Guard(namespace.given, {
    [direction]: [{ namespaceSelector: { matchLabels: namespace.fill() } }],
    ports,
  });
}

/** Pods of this release, as a peer of a rule. */
export function podsOf(selector: Selector): Template {
  return { podSelector: { matchLabels: { ...selector } } };
}

export function tcp(port: number): Template {
  return { port, protocol: 'TCP' };
}
