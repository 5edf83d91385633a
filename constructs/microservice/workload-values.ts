import { Equals, expressionOf, Given, Guard, not, Repeated, type Structure, Text } from '../template';
import {
  annotations,
  anyObject,
  dnsLabel,
  type ListValue,
  labels,
  type MapValue,
  optionalDnsSubdomain,
  qualifiedName,
  quantity,
  type Schema,
  type Values,
} from '../values';
import { type Secrets, secretDirectory } from './secret-references';
import type { ServiceContext } from './service-context';

/** Requests and limits, as Kubernetes has them. */
export function resourcesSchema(): Schema {
  const amounts = (what: string): Schema => ({
    type: 'object',
    description: what,
    properties: {
      cpu: { ...quantity, description: 'CPU time, e.g. 100m.' },
      memory: { ...quantity, description: 'Memory, e.g. 128Mi.' },
      'ephemeral-storage': { ...quantity, description: 'Disk for logs and writable layers, e.g. 64Mi.' },
    },
    patternProperties: { [qualifiedName]: quantity },
    additionalProperties: false,
  });
  return {
    type: 'object',
    properties: {
      requests: amounts('What the scheduler sets aside.'),
      limits: amounts('What a container may use at most.'),
    },
    additionalProperties: false,
  };
}

export interface ResourceDefaults {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

/** What one Node.js service needs; CPU limits are set because a pod without one can starve its neighbours. */
export const defaultResources: ResourceDefaults = {
  requests: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '64Mi' },
  limits: { cpu: '1', memory: '512Mi', 'ephemeral-storage': '256Mi' },
};

/** What a Job needs that does one thing and ends. */
export const jobResources: ResourceDefaults = {
  requests: { cpu: '50m', memory: '96Mi', 'ephemeral-storage': '32Mi' },
  limits: { cpu: '500m', memory: '256Mi', 'ephemeral-storage': '128Mi' },
};

export function resourcesValue(values: Values, defaults: ResourceDefaults = defaultResources): MapValue {
  return values.map('resources', {
    default: { requests: { ...defaults.requests }, limits: { ...defaults.limits } },
    schema: resourcesSchema(),
    description: 'Requests and limits of the container; null removes one.',
  });
}

/** @param taken names that the chart gives itself; twice the same is refused by the API server */
const named = (description: string, taken: readonly string[]): Schema => ({
  type: 'object',
  description,
  properties: { name: { type: 'string', pattern: dnsLabel, ...noneOf(taken) } },
  required: ['name'],
  additionalProperties: true,
});

/**
 * A path that says one place in two ways, so that it can be compared: absolute, without empty segments, `.` and `..`, with
 * a slash at its end or without. Kubernetes refuses a colon.
 */
const mountPath = '^(/[.]{0,2}[^/:.][^/:]*)+/?$';

/** Images have `/var/run` as a link to `/run`. */
function spellings(path: string): string[] {
  const paths = path.startsWith('/var/run/') ? [path, path.slice('/var'.length)] : [path];
  return paths.flatMap((each) => [each, `${each}/`]);
}

/** @param taken places that the chart uses itself */
const mount = (taken: readonly string[]): Schema => ({
  type: 'object',
  description: 'A mount.',
  properties: {
    name: { type: 'string', pattern: dnsLabel },
    mountPath: {
      type: 'string',
      pattern: mountPath,
      ...noneOf(taken.flatMap(spellings)),
    },
  },
  required: ['name', 'mountPath'],
  additionalProperties: true,
});

const variable = (taken: readonly string[]): Schema => ({
  type: 'object',
  properties: {
    name: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_.-]*$', ...noneOf(taken) },
    value: { type: 'string' },
    valueFrom: anyObject,
  },
  required: ['name'],
  additionalProperties: false,
});

function noneOf(names: readonly string[]): Schema {
  return { not: { enum: names } };
}

const toleration: Schema = {
  type: 'object',
  properties: {
    key: { type: 'string' },
    operator: { type: 'string', enum: ['Exists', 'Equal'] },
    value: { type: 'string' },
    effect: { type: 'string', enum: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] },
    tolerationSeconds: { type: 'integer', minimum: 0, maximum: 1_000_000_000 },
  },
  additionalProperties: false,
};

/** Where pods may run. */
export interface Scheduling {
  readonly nodeSelector: MapValue;
  readonly tolerations: ListValue;
  readonly priorityClassName: Structure;
}

export function schedulingValues(values: Values): Scheduling {
  const nodeSelector = values.map('nodeSelector', {
    default: {},
    schema: labels,
    description: 'Labels that a node must have.',
  });
  const tolerations = values.list('tolerations', {
    default: [],
    items: toleration,
    description: 'Taints that pods tolerate.',
  });
  const priority = values.string('priorityClassName', {
    default: '',
    pattern: optionalDnsSubdomain,
    description: 'PriorityClass of the pods; empty: the default of the cluster.',
  });
  const priorityClassName = new Guard(new Given([...values.path, 'priorityClassName']), expressionOf(priority));
  return { nodeSelector, tolerations, priorityClassName };
}

/** What users add to the pods of a workload. */
export interface PodExtras {
  readonly podLabels: MapValue;
  readonly podAnnotations: MapValue;
  readonly extraEnv: ListValue;
  readonly extraEnvFrom: ListValue;
  readonly extraVolumes: ListValue;
  readonly extraVolumeMounts: ListValue;
  readonly extraContainers: ListValue;
  readonly extraInitContainers: ListValue;
}

/** Refuses what users add twice: the API server does too, or the place in a list decides which one counts. */
export function refuseRepeatedExtras({ declaration, names, values }: ServiceContext): void {
  const refuse = (key: string, ...lists: readonly string[]): void => {
    const paths = lists.map((list) => [...values.path, list]);
    const twice = new Repeated(names.template(`twice.${lists[0]}`, declaration.name), paths, key);
    const which = paths.map((path) => path.join('.')).join(' and ');
    values.refuse(
      not(new Equals(twice, '')),
      new Text([
        `value ${which}: found the ${key} "`,
        twice,
        '" twice, expected each once; remove or change one of them',
      ]),
    );
  };
  refuse('name', 'extraEnv');
  refuse('name', 'extraVolumes');
  refuse('mountPath', 'extraVolumeMounts');
  refuse('name', 'extraContainers', 'extraInitContainers');
}

const tokenDirectory = '/var/run/secrets/kubernetes.io/serviceaccount';

/** @param secrets all that the service reads, whose variables are taken */
export function podExtras({ declaration, values }: ServiceContext, { references }: Secrets): PodExtras {
  const variables = references.flatMap(({ variable: name }) => [name, `${name}_FILE`]);
  const taken = [...variables, 'PRE_STOP_MS', 'SHUTDOWN_GRACE_MS'];
  const container = named('A container.', [declaration.name]);
  // Where a mount is there already, Kubernetes leaves out the one of the token.
  const token = (declaration.rbac ?? []).length > 0 ? [tokenDirectory] : [];
  const mounts = mount(['/tmp', secretDirectory, ...token]);
  const list = (key: string, items: Schema, description: string): ListValue =>
    values.list(key, { default: [], items, description });
  return {
    podLabels: values.map('podLabels', { default: {}, schema: labels, description: 'Further labels of the pods.' }),
    podAnnotations: values.map('podAnnotations', {
      default: {},
      schema: annotations,
      description: 'Annotations of the pods.',
    }),
    extraEnv: list('extraEnv', variable(taken), 'Further environment variables of the main container, and of jobs.'),
    extraEnvFrom: list('extraEnvFrom', anyObject, 'Further sources of environment variables, as in a container.'),
    extraVolumes: list(
      'extraVolumes',
      named('A volume.', ['secrets', 'tmp']),
      'Further volumes of the pods, and of those of jobs.',
    ),
    extraVolumeMounts: list('extraVolumeMounts', mounts, 'Further mounts of the main container, and of jobs.'),
    extraContainers: list('extraContainers', container, 'Further containers of the pods.'),
    extraInitContainers: list('extraInitContainers', container, 'Containers that run before the main one.'),
  };
}
