import { outsideMesh, type Selector, schedulingValues, spreadingValues } from '../microservice';
import { Guard, spreadEntry, type TemplateObject } from '../template';
import { annotations, labels, type Values } from '../values';
import type { Component } from './component';

/**
 * Metadata of a pod: its selector, and what the values add. The platform stays outside of a mesh: its protocols have
 * users and keys of their own, and pods of Jobs must end.
 */
export function podMetadata({ values, selector }: Component): TemplateObject {
  const more = values.map('podLabels', { default: {}, schema: labels, description: 'Further labels of the pods.' });
  const notes = values.map('podAnnotations', {
    default: {},
    schema: annotations,
    description: 'Annotations of the pods.',
  });
  const mesh = outsideMesh(values);
  return {
    labels: { ...selector, ...mesh.labels, [spreadEntry(0)]: more.spread() },
    annotations: { ...mesh.annotations, [spreadEntry(0)]: notes.spread() },
  };
}

/** Where pods may run, and how they are spread over nodes and zones where the cluster has several. */
export function podScheduling({ values, selector }: Component): TemplateObject {
  return { ...nodeChoice(values), ...spreading(values, selector) };
}

/** Where pods may run. */
export function nodeChoice(values: Values): TemplateObject {
  const { nodeSelector, tolerations, priorityClassName } = schedulingValues(values);
  return { nodeSelector: nodeSelector.fill(), tolerations: tolerations.fill(), priorityClassName };
}

function spreading(values: Values, selector: Selector): TemplateObject {
  const labelSelector = { matchLabels: { ...selector } };
  const { constraints, affinity } = spreadingValues(values, 'another pod of the kind');
  const evenly = (topologyKey: string): TemplateObject => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector,
  });
  return {
    topologySpreadConstraints: new Guard(constraints.given, constraints.fill(), [
      evenly('topology.kubernetes.io/zone'),
      evenly('kubernetes.io/hostname'),
    ]),
    affinity: new Guard(affinity.given, affinity.fill(), {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 100, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector } },
        ],
      },
    }),
  };
}
