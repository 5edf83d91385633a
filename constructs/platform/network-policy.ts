import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import {
  egressRule,
  ingressRule,
  namespaceLabels,
  namespacePeer,
  policyValues,
  type Selector,
  tcp,
} from '../microservice';
import { Edits } from '../synth';
import { type Condition, Guard, type Structure, type Template } from '../template';
import type { Component } from './component';

/** What may reach the pods of a component, and what they may reach besides what values add; nothing else passes. */
export interface Traffic {
  readonly ingress: readonly Template[];
  readonly egress: readonly Template[];
  /** @default - always there */
  readonly when?: Condition;
}

export function networkPolicy(scope: Construct, component: Component, traffic: Traffic): k8s.KubeNetworkPolicy {
  const { own, enabled } = policyValues(component.platform);
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

/** Questions from all pods of another namespace, to which the values give the labels. */
export function namespaceIngress(
  { platform }: Component,
  key: string,
  initial: string,
  what: string,
  port: number,
): Template {
  const namespace = namespaceLabels(platform, key, initial, what);
  return new Guard(namespace.given, { from: [namespacePeer(namespace)], ports: [tcp(port)] });
}

/** Pods of this release, as a peer of a rule. */
export function podsOf(selector: Selector): Template {
  return { podSelector: { matchLabels: { ...selector } } };
}
