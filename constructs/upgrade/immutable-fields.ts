import type { Json, JsonObject } from '../template';
import { canonicalText, identityOf, kindOf, metadataOf, type Refusal } from './refusal';

interface ImmutableField {
  /** Kinds whose objects have the field, with their API group: other groups have kinds of these names too. */
  readonly kinds: readonly string[];
  /** Where it stands, e.g. `spec.selector`. */
  readonly path: string;
  /** What the API server takes for a field that is not there. @default - nothing */
  readonly default?: Json;
  /** What is compared of the field. @default - all of it */
  readonly part?: (value: Json | undefined, object: JsonObject) => Json | undefined;
  /** The field may change unless this holds for the old and the new object. @default - it never may */
  readonly when?: (before: JsonObject, after: JsonObject) => boolean;
}

/**
 * Fields that the API server lets nobody change.
 * Source: the functions `Validate…Update` in pkg/apis/<group>/validation/validation.go of Kubernetes 1.31.
 */
const immutableFields: readonly ImmutableField[] = [
  { kinds: ['Deployment.apps', 'DaemonSet.apps', 'ReplicaSet.apps', 'StatefulSet.apps'], path: 'spec.selector' },
  { kinds: ['StatefulSet.apps'], path: 'spec.serviceName', default: '' },
  { kinds: ['StatefulSet.apps'], path: 'spec.podManagementPolicy', default: 'OrderedReady' },
  { kinds: ['StatefulSet.apps'], path: 'spec.volumeClaimTemplates', default: [] },
  { kinds: ['Job.batch'], path: 'spec.template', when: notReplacedByHelm },
  { kinds: ['Job.batch'], path: 'spec.selector', when: notReplacedByHelm },
  { kinds: ['Job.batch'], path: 'spec.completions', default: 1, when: notReplacedByHelm },
  { kinds: ['Job.batch'], path: 'spec.completionMode', default: 'NonIndexed', when: notReplacedByHelm },
  { kinds: ['Job.batch'], path: 'spec.podFailurePolicy', when: notReplacedByHelm },
  { kinds: ['Job.batch'], path: 'spec.successPolicy', when: notReplacedByHelm },
  { kinds: ['Job.batch'], path: 'spec.backoffLimitPerIndex', when: notReplacedByHelm },
  { kinds: ['Job.batch'], path: 'spec.managedBy', when: notReplacedByHelm },
  { kinds: ['Pod'], path: 'spec', part: podWithoutWhatMayChange, when: notReplacedByHelm },
  { kinds: ['Pod'], path: 'spec.tolerations', default: [], when: losesToleration },
  { kinds: ['Pod'], path: 'spec.activeDeadlineSeconds', when: putsDeadlineOff },
  { kinds: ['Service'], path: 'spec.clusterIP', part: clusterAddress, when: neitherExternalName },
  { kinds: ['ConfigMap', 'Secret'], path: 'immutable', default: false, when: wasImmutable },
  { kinds: ['ConfigMap', 'Secret'], path: 'data', default: {}, when: wasImmutable },
  { kinds: ['ConfigMap'], path: 'binaryData', default: {}, when: wasImmutable },
  { kinds: ['Secret'], path: 'stringData', default: {}, when: wasImmutable },
  { kinds: ['Secret'], path: 'type', default: 'Opaque' },
  { kinds: ['PersistentVolumeClaim'], path: 'spec', part: claimWithoutSize },
  { kinds: ['StorageClass.storage.k8s.io'], path: 'provisioner' },
  { kinds: ['StorageClass.storage.k8s.io'], path: 'parameters', default: {} },
  { kinds: ['StorageClass.storage.k8s.io'], path: 'reclaimPolicy', default: 'Delete' },
  { kinds: ['StorageClass.storage.k8s.io'], path: 'volumeBindingMode', default: 'Immediate' },
  { kinds: ['RoleBinding.rbac.authorization.k8s.io', 'ClusterRoleBinding.rbac.authorization.k8s.io'], path: 'roleRef' },
  { kinds: ['IngressClass.networking.k8s.io'], path: 'spec.controller' },
  { kinds: ['PriorityClass.scheduling.k8s.io'], path: 'value' },
  { kinds: ['PriorityClass.scheduling.k8s.io'], path: 'preemptionPolicy', default: 'PreemptLowerPriority' },
  { kinds: ['CustomResourceDefinition.apiextensions.k8s.io'], path: 'spec.scope' },
];

/** What the API server would refuse of the change of one object. */
export function immutableFieldRefusals(before: JsonObject, after: JsonObject): Refusal[] {
  return immutableFields.flatMap((field) => {
    const { kinds, path, when = () => true } = field;
    if (!kinds.includes(kindOf(after)) || !when(before, after)) return [];
    const [old, now] = [before, after].map((object) => canonicalText(partOf(object, field)));
    if (old === now) return [];
    return [
      {
        rule: 'immutable field',
        place: `${identityOf(after)}: ${path}`,
        found: shown(now, after),
        expected: `${shown(old, before)}, as it is installed`,
        fix: 'keep what is installed, or delete the object before the upgrade and say so in the release notes',
      } satisfies Refusal,
    ];
  });
}

function partOf(object: JsonObject, { path, default: fallback, part = (value) => value }: ImmutableField) {
  let value: Json | undefined = object;
  for (const key of path.split('.')) value = (value as JsonObject | null | undefined)?.[key];
  return part(value ?? fallback, object);
}

/** The value for a message, without what is in a Secret. */
function shown(value: string | undefined, { kind }: JsonObject): string {
  if (value === undefined) return 'nothing';
  return kind === 'Secret' && value.startsWith('{') ? `the keys ${Object.keys(JSON.parse(value)).join(', ')}` : value;
}

/** Helm deletes a hook before it makes it again, unless the hook's own policy says otherwise. */
function notReplacedByHelm(before: JsonObject, after: JsonObject): boolean {
  return ![before, after].every((object) => {
    const { 'helm.sh/hook': hook, 'helm.sh/hook-delete-policy': policy = 'before-hook-creation' } =
      metadataOf(object).annotations ?? {};
    return hook !== undefined && policy.includes('before-hook-creation');
  });
}

/** Images may change, and so may two fields by rules of their own; a negative grace period may become 1. */
function podWithoutWhatMayChange(spec: Json | undefined): Json {
  const {
    activeDeadlineSeconds,
    tolerations,
    terminationGracePeriodSeconds: grace = 30,
    ...rest
  } = (spec ?? {}) as JsonObject;
  const withoutImages = (containers: Json | undefined): Json =>
    ((containers ?? []) as JsonObject[]).map(({ image, ...container }) => container);
  return {
    ...rest,
    terminationGracePeriodSeconds: Number(grace) < 0 ? 1 : grace,
    containers: withoutImages(rest.containers),
    initContainers: withoutImages(rest.initContainers),
  };
}

function losesToleration(before: JsonObject, after: JsonObject): boolean {
  const kept = tolerationsOf(after);
  return notReplacedByHelm(before, after) && !tolerationsOf(before).every((toleration) => kept.includes(toleration));
}

/** Without their seconds, which may change. */
function tolerationsOf(pod: JsonObject): (string | undefined)[] {
  const tolerations = (podSpec(pod).tolerations ?? []) as JsonObject[];
  return tolerations.map(({ tolerationSeconds, ...toleration }) => canonicalText(toleration));
}

/** A deadline may be set, or become an earlier one. */
function putsDeadlineOff(before: JsonObject, after: JsonObject): boolean {
  return notReplacedByHelm(before, after) && deadlineOf(after) > deadlineOf(before);
}

function deadlineOf(pod: JsonObject): number {
  return Number(podSpec(pod).activeDeadlineSeconds ?? Number.POSITIVE_INFINITY);
}

function podSpec({ spec }: JsonObject): JsonObject {
  return (spec ?? {}) as JsonObject;
}

/** A headless Service stays headless; an address that the cluster chose is not part of the manifest. */
function clusterAddress(value: Json | undefined): Json {
  return value === undefined || value === '' ? 'an address of the cluster' : value;
}

function neitherExternalName(...services: readonly JsonObject[]): boolean {
  return services.every(({ spec }) => (spec as JsonObject | undefined)?.type !== 'ExternalName');
}

function wasImmutable(before: JsonObject): boolean {
  return before.immutable === true;
}

/** A claim may grow, and nothing else. */
function claimWithoutSize(spec: Json | undefined): Json {
  const { resources, volumeAttributesClassName, ...rest } = (spec ?? {}) as JsonObject;
  return rest;
}
