import { Guard, type TemplateObject } from '../template';
import { anyObject, qualifiedName, type Schema, type Values } from '../values';
import type { Selector } from './service-context';

/** A constraint as a pod has it. */
const spreadConstraint: Schema = {
  type: 'object',
  properties: {
    labelSelector: anyObject,
    matchLabelKeys: { type: 'array', items: { type: 'string', pattern: qualifiedName } },
    maxSkew: { type: 'integer', minimum: 1, maximum: 1_000 },
    minDomains: { type: 'integer', minimum: 1, maximum: 1_000 },
    nodeAffinityPolicy: { type: 'string', enum: ['Honor', 'Ignore'] },
    nodeTaintsPolicy: { type: 'string', enum: ['Honor', 'Ignore'] },
    topologyKey: { type: 'string', pattern: qualifiedName },
    whenUnsatisfiable: { type: 'string', enum: ['DoNotSchedule', 'ScheduleAnyway'] },
  },
  required: ['maxSkew', 'topologyKey', 'whenUnsatisfiable'],
  additionalProperties: false,
};

const affinitySchema: Schema = {
  type: 'object',
  properties: { nodeAffinity: anyObject, podAffinity: anyObject, podAntiAffinity: anyObject },
  additionalProperties: false,
};

/**
 * How pods are spread over zones and nodes where the cluster has several, never refusing to run where it has one: fields
 * of a pod.
 * @param others what a node should be without, e.g. `a pod of this service`
 * @returns `affinity` given what an author has chosen, which comes in place of the preference
 */
export function spreading(
  values: Values,
  selector: Selector,
  others: string,
): { readonly topologySpreadConstraints: Guard; affinity(chosen?: TemplateObject): Guard } {
  const labelSelector = { matchLabels: { ...selector } };
  const constraints = values.list('topologySpreadConstraints', {
    default: [],
    items: spreadConstraint,
    description: 'How pods spread over zones and nodes; empty: evenly over both, where possible.',
  });
  const affinity = values.map('affinity', {
    default: {},
    schema: affinitySchema,
    description: `Affinity of the pods; empty: a preference for nodes without ${others}.`,
  });
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
    affinity: (chosen) =>
      new Guard(affinity.given, affinity.fill(), {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 100, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector } },
          ],
        },
        ...chosen,
      }),
  };
}
