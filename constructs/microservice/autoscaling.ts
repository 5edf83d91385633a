import { ApiObject } from 'cdk8s';
import { type Container, type Deployment, HorizontalPodAutoscaler, Metric, MetricTarget } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { consumersOf } from '../declaration';
import { Edits } from '../synth';
import {
  allOf,
  anyOf,
  type Condition,
  Equals,
  expressionOf,
  Fallback,
  Given,
  GreaterThan,
  Guard,
  HasEntry,
  integerOf,
  not,
  stringPlaceholder,
  type Template,
  Text,
} from '../template';
import { brokerAccount } from '../topology';
import { anyObject, quantity, release, type Schema, type Values } from '../values';
import { brokerNamed } from './servers';
import type { ServiceContext } from './service-context';

/** Who sets the number of pods: a HorizontalPodAutoscaler, KEDA, or nobody; never two. */
export interface Scaling {
  readonly hpa: Condition;
  readonly keda: Condition;
  /** Anybody. */
  readonly active: Condition;
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

export function scalingValues(context: ServiceContext): Scaling {
  const own = context.values.at('autoscaling').describe('Who sets the number of pods, and between which bounds.');
  const enabled = own.flag('enabled', {
    default: true,
    description: 'Scale by load; else replicaCount says how many pods there are.',
  });
  const scaler = own.text('scaler', {
    default: 'hpa',
    oneOf: ['hpa', 'keda'],
    description:
      'hpa: a HorizontalPodAutoscaler; keda: a ScaledObject of KEDA, which also looks at the backlog of messages.',
  });
  const minReplicas = own.integer('minReplicas', {
    default: 2,
    minimum: 1,
    maximum: 1_000,
    description: 'Fewest pods.',
  });
  const maxReplicas = own.integer('maxReplicas', {
    default: 10,
    minimum: 1,
    maximum: 1_000,
    description: 'Most pods.',
  });
  const path = own.path.join('.');
  context.values.refuse(
    new GreaterThan(integerOf(minReplicas), integerOf(maxReplicas)),
    new Text([
      `value ${path}.maxReplicas: found `,
      expressionOf(String(maxReplicas)),
      `, expected at least ${path}.minReplicas, which is `,
      expressionOf(String(minReplicas)),
    ]),
  );
  const { byCpu, byMemory } = thresholds(context);
  refuseWithoutRequest(context, allOf(enabled, byCpu), 'cpu', 'targetCPUUtilizationPercentage');
  refuseWithoutRequest(context, allOf(enabled, byMemory), 'memory', 'targetMemoryUtilizationPercentage');
  const hpa = allOf(enabled, new Equals(scaler, 'hpa'));
  const keda = allOf(enabled, new Equals(scaler, 'keda'));
  return { hpa, keda, active: enabled, minReplicas, maxReplicas };
}

interface Thresholds {
  readonly cpu: number;
  readonly memory: number;
  readonly byCpu: Condition;
  readonly byMemory: Condition;
}

function thresholds(context: ServiceContext): Thresholds {
  const own = context.values.at('autoscaling');
  const percent = (key: string, initial: number, what: string): number =>
    own.integer(key, {
      default: initial,
      minimum: 0,
      maximum: 1_000,
      description: `Average ${what} of the service's container, in percent of what it requests, that scaling aims at; 0: do not look at it.`,
    });
  const cpu = percent('targetCPUUtilizationPercentage', 70, 'CPU time');
  const memory = percent('targetMemoryUtilizationPercentage', 0, 'memory');
  return {
    cpu,
    memory,
    byCpu: new GreaterThan(integerOf(cpu), 0),
    byMemory: new GreaterThan(integerOf(memory), 0),
  };
}

/** A percentage is one of what is requested; where there is only a limit, Kubernetes takes that for the request. */
function refuseWithoutRequest({ values }: ServiceContext, scaled: Condition, resource: string, key: string): void {
  const resources = [...values.path, 'resources'];
  const amount = (kind: string): Condition => new HasEntry(resources, [kind, resource]);
  const target = [...values.path, 'autoscaling', key].join('.');
  values.refuse(
    allOf(scaled, not(anyOf(amount('requests'), amount('limits')))),
    `value ${resources.join('.')}: has neither requests.${resource} nor limits.${resource}, expected one of them, which ${target} is a percentage of; or set ${target} to 0`,
  );
}

/** A metric as a HorizontalPodAutoscaler has it. */
const furtherMetric: Schema = {
  type: 'object',
  properties: {
    type: { type: 'string', enum: ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'] },
    containerResource: anyObject,
    external: anyObject,
    object: anyObject,
    pods: anyObject,
    resource: anyObject,
  },
  required: ['type'],
  additionalProperties: false,
};

const oneWay: Schema = {
  type: 'object',
  properties: {
    policies: { type: 'array', items: anyObject },
    selectPolicy: { type: 'string', enum: ['Disabled', 'Max', 'Min'] },
    stabilizationWindowSeconds: { type: 'integer', minimum: 0, maximum: 3_600 },
    tolerance: quantity,
  },
  additionalProperties: false,
};

const speed: Schema = {
  type: 'object',
  properties: { scaleDown: oneWay, scaleUp: oneWay },
  additionalProperties: false,
};

/** A HorizontalPodAutoscaler on CPU, memory and whatever metrics the values add. */
export function horizontalPodAutoscaler(
  scope: Construct,
  context: ServiceContext,
  scaling: Scaling,
  target: Deployment,
): HorizontalPodAutoscaler {
  const { cpu, memory, byCpu, byMemory } = thresholds(context);
  const container = target.containers[0] as Container;
  // The construct refuses a target that has a number of replicas; ours gets it by an edit, and only without a scaler.
  const hpa = new HorizontalPodAutoscaler(scope, 'horizontal-pod-autoscaler', {
    metadata: { name: context.fullName, labels: context.labels },
    target,
    minReplicas: scaling.minReplicas,
    maxReplicas: scaling.maxReplicas,
    metrics: [
      Metric.containerCpu({ container, target: MetricTarget.averageUtilization(cpu) }),
      Metric.containerMemory({ container, target: MetricTarget.averageUtilization(memory) }),
    ],
  });
  const own = context.values.at('autoscaling');
  const more = own.list('metrics', {
    default: [],
    items: furtherMetric,
    description: 'Further metrics of the HorizontalPodAutoscaler: pods, object or external.',
  });
  context.values.refuse(
    allOf(scaling.hpa, not(anyOf(byCpu, byMemory, more.given))),
    `value ${own.path.join('.')}: no metric is left to scale by, expected a target above 0 or an entry in metrics; or set enabled to false`,
  );
  // Of the one container: a percentage over the whole pod is none where a sidecar requests nothing.
  const resource = (name: string, percent: number): Template => ({
    type: 'ContainerResource',
    containerResource: {
      name,
      container: context.declaration.name,
      target: { type: 'Utilization', averageUtilization: percent },
    },
  });
  Edits.of(ApiObject.of(hpa))
    .guardObject(scaling.hpa)
    .set('/spec/metrics', [
      new Guard(byMemory, resource('memory', memory)),
      new Guard(byCpu, resource('cpu', cpu)),
      more.spread(),
    ])
    .set('/spec/behavior', speedOf(context));
  return hpa;
}

/** How fast pods come and go, as in a HorizontalPodAutoscaler, which KEDA makes too. */
function speedOf({ values }: ServiceContext): Template {
  const behavior = values.at('autoscaling').map('behavior', {
    default: {},
    schema: speed,
    description:
      'Speed of scaling, as in a HorizontalPodAutoscaler; empty: twice as many every half minute, down by one pod a minute after five quiet minutes.',
  });
  return new Guard(behavior.given, behavior.fill(), {
    scaleUp: {
      stabilizationWindowSeconds: 0,
      selectPolicy: 'Max',
      policies: [
        { type: 'Percent', value: 100, periodSeconds: 30 },
        { type: 'Pods', value: 2, periodSeconds: 30 },
      ],
    },
    scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] },
  });
}

/** Where KEDA asks for the backlog: host and port of the monitoring of NATS. */
function monitoringEndpoint(context: ServiceContext, own: Values, keda: Condition): Template {
  const given = own.text('natsMonitoringEndpoint', {
    default: '',
    pattern: '^([a-z0-9.-]{1,253}:[0-9]{1,5}|)$',
    description: 'Host and port of the monitoring of a NATS outside this release; empty: the NATS of this release.',
  });
  context.values.refuse(
    allOf(keda, brokerNamed(context.values), not(new Given([...own.path, 'natsMonitoringEndpoint']))),
    `value ${[...own.path, 'natsMonitoringEndpoint'].join('.')}: is empty while ${[...context.values.path, 'nats', 'url'].join('.')} names a NATS outside this release, expected host and port of its monitoring, where KEDA asks for the backlog`,
  );
  const ofRelease = expressionOf(
    `${context.names.name('nats')}-monitor.${stringPlaceholder(release.namespace)}.svc:8222`,
  );
  return new Fallback(given, ofRelease);
}

/** A ScaledObject of KEDA: CPU, and the backlog of every durable consumer of the service. */
export function scaledObject(scope: Construct, context: ServiceContext, scaling: Scaling): ApiObject {
  const { cpu, memory, byCpu, byMemory } = thresholds(context);
  const own = context.values.at('autoscaling', 'keda').describe('Settings of KEDA.');
  const utilization = (type: string, percent: number): Template => ({
    type,
    metricType: 'Utilization',
    metadata: { containerName: context.declaration.name, value: new Text([expressionOf(String(percent))]) },
  });
  const consumers = consumersOf(context.declaration);
  const endpoint = consumers.length === 0 ? '' : monitoringEndpoint(context, own, scaling.keda);
  const lag = (key: string, initial: number, minimum: number, description: string): Template =>
    new Text([expressionOf(String(own.integer(key, { default: initial, minimum, maximum: 1_000_000, description })))]);
  const object = new ApiObject(scope, 'scaled-object', {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: context.fullName, labels: { ...context.labels } },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: context.fullName },
      minReplicaCount: scaling.minReplicas,
      maxReplicaCount: scaling.maxReplicas,
    },
  });
  const more = own.list('triggers', { default: [], items: anyObject, description: 'Further triggers.' });
  if (consumers.length === 0) {
    context.values.refuse(
      allOf(scaling.keda, not(anyOf(byCpu, byMemory, more.given))),
      `value ${own.path.join('.')}: no trigger is left to scale by, expected a target above 0 or an entry in triggers; or set autoscaling.enabled to false`,
    );
  }
  Edits.of(object)
    .guardObject(scaling.keda)
    .set('/spec/advanced', { horizontalPodAutoscalerConfig: { behavior: speedOf(context) } })
    .set('/spec/triggers', [
      more.spread(),
      new Guard(byMemory, utilization('memory', memory)),
      new Guard(byCpu, utilization('cpu', cpu)),
      ...consumers.map((consumer) => ({
        type: 'nats-jetstream',
        metadata: {
          natsServerMonitoringEndpoint: endpoint,
          account: brokerAccount,
          stream: consumer.stream,
          consumer: consumer.durable,
          lagThreshold: lag('lagThreshold', 100, 1, 'Messages waiting per pod that scaling aims at.'),
          activationLagThreshold: lag(
            'activationLagThreshold',
            0,
            0,
            'Messages waiting from which on a trigger counts.',
          ),
        },
      })),
    ]);
  return object;
}
