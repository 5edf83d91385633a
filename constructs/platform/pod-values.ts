import { outsideMesh, schedulingValues, spreading } from '../microservice';
import { spreadEntry, type TemplateObject } from '../template';
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
  const { topologySpreadConstraints, affinity } = spreading(values, selector, 'another pod of the kind');
  return { ...nodeChoice(values), topologySpreadConstraints, affinity: affinity() };
}

/** Where pods may run. */
export function nodeChoice(values: Values): TemplateObject {
  const { nodeSelector, tolerations, priorityClassName } = schedulingValues(values);
  return { nodeSelector: nodeSelector.fill(), tolerations: tolerations.fill(), priorityClassName };
}
