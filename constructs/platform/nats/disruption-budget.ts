import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Edits } from '../../synth';
import type { Condition } from '../../template';
import type { Component } from '../component';

/** Keeps node drains from taking the majority of a cluster. A single server must not block them. */
export function podDisruptionBudget(
  scope: Construct,
  { metadata, selector }: Component,
  clustered: Condition,
): k8s.KubePodDisruptionBudget {
  const budget = new k8s.KubePodDisruptionBudget(scope, 'pod-disruption-budget', {
    metadata,
    spec: {
      maxUnavailable: k8s.IntOrString.fromNumber(1),
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: { ...selector } },
    },
  });
  Edits.of(budget).guardObject(clustered);
  return budget;
}
