import { ApiObject, Duration, Size } from 'cdk8s';
import {
  type ConfigMap,
  Deployment,
  DeploymentStrategy,
  EmptyDirMedium,
  Handler,
  ImagePullPolicy,
  LabelSelector,
  PercentOrAbsolute,
  type ServiceAccount,
  Volume,
} from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Edits } from '../synth';
import {
  type Condition,
  expressionOf,
  GreaterThan,
  Guard,
  integerOf,
  not,
  Plus,
  type Template,
  type TemplateObject,
  Text,
} from '../template';
import { annotations } from '../values';
import type { Image } from './image';
import { containerSecurityContext, type PodUser, podSecurityContext, restrictPod } from './pod-security';
import { probeFields } from './probes';
import { type Secrets, secretVariables, secretVolume } from './secret-references';
import type { ServiceContext } from './service-context';
import { spreading } from './spreading';
import {
  type PodExtras,
  podExtras,
  type ResourceDefaults,
  refuseRepeatedExtras,
  resourcesValue,
  schedulingValues,
} from './workload-values';

export interface DeploymentParts {
  readonly image: Image;
  readonly user: PodUser;
  readonly config: ConfigMap;
  readonly secrets: Secrets;
  readonly serviceAccount: ServiceAccount;
  /** True while something else sets the number of pods. */
  readonly scaled: Condition;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly resources?: ResourceDefaults;
}

const pod = '/spec/template/spec';

/** The server's pods. */
export function deployment(scope: Construct, context: ServiceContext, parts: DeploymentParts): Deployment {
  const { declaration, values, selector } = context;
  const object = new Deployment(scope, 'deployment', {
    metadata: { name: context.fullName, labels: context.labels },
    podMetadata: { labels: { ...selector } },
    select: false,
    strategy: DeploymentStrategy.rollingUpdate({
      maxUnavailable: PercentOrAbsolute.absolute(0),
      maxSurge: PercentOrAbsolute.absolute(1),
    }),
    serviceAccount: parts.serviceAccount,
    automountServiceAccountToken: (declaration.rbac ?? []).length > 0,
    securityContext: podSecurityContext(parts.user),
    terminationGracePeriod: Duration.seconds(45),
  });
  object.select(LabelSelector.of({ labels: { ...selector } }));
  const container = object.addContainer({
    name: declaration.name,
    image: parts.image.reference,
    imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
    command: parts.command === undefined ? undefined : [...parts.command],
    args: parts.args === undefined ? undefined : [...parts.args],
    ports: [
      { name: 'http', number: declaration.http.port },
      { name: 'admin', number: declaration.http.adminPort },
    ],
    securityContext: containerSecurityContext(parts.user),
    resources: {},
    lifecycle: { preStop: Handler.fromCommand(['sleep', '5']) },
  });
  const size = values.string('tmpVolume.sizeLimit', {
    default: '64Mi',
    pattern: '^[1-9][0-9]{0,5}(Ki|Mi|Gi)$',
    description: 'Size of the only writable folder, /tmp.',
  });
  container.mount(
    '/tmp',
    Volume.fromEmptyDir(object, 'tmp', 'tmp', { medium: EmptyDirMedium.DEFAULT, sizeLimit: Size.mebibytes(1) }),
  );

  restrictPod(ApiObject.of(object), pod);
  completeDeployment(ApiObject.of(object), context, parts, size);
  return object;
}

/** Everything that depends on values, or that the construct cannot say. */
function completeDeployment(object: ApiObject, context: ServiceContext, parts: DeploymentParts, tmpSize: string): void {
  const { values } = context;
  const main = `${pod}/containers/0`;
  const edits = Edits.of(object);
  const replicas = values.integer('replicaCount', {
    default: 3,
    minimum: 0,
    maximum: 1_000,
    description: 'Number of pods while autoscaling is off.',
  });
  edits.set('/spec/replicas', new Guard(not(parts.scaled), replicas));
  edits.set('/spec/revisionHistoryLimit', 5);
  edits.set(
    '/spec/progressDeadlineSeconds',
    values.integer('progressDeadlineSeconds', {
      default: 600,
      minimum: 1,
      maximum: 86_400,
      description: 'Seconds without progress after which a rollout counts as failed.',
    }),
  );
  edits.spread(
    '/metadata/annotations',
    values
      .map('deploymentAnnotations', { default: {}, schema: annotations, description: 'Annotations of the Deployment.' })
      .spread(),
  );

  edits.change(removePodAddress);
  addShutdown(edits, context, main);
  edits.set(`${main}/imagePullPolicy`, expressionOf(parts.image.pullPolicy));
  edits.set(`${main}/resources`, resourcesValue(values, parts.resources).fill());
  for (const [field, probe] of Object.entries(probeFields(values))) edits.set(`${main}/${field}`, probe);
  edits.set(`${pod}/volumes/0/emptyDir`, { sizeLimit: expressionOf(tmpSize) });
  edits.spread(`${pod}/imagePullSecrets`, parts.image.pullSecrets, 'list');

  edits.append(`${main}/envFrom`, { configMapRef: { name: parts.config.name } });
  for (const variable of secretVariables(parts.secrets)) edits.append(`${main}/env`, variable);
  const files = secretVolume(parts.secrets);
  if (files !== undefined) {
    edits.append(`${pod}/volumes`, files.volume).append(`${main}/volumeMounts`, files.mount);
  }
  addExtras(edits, podExtras(context, parts.secrets), main);
  refuseRepeatedExtras(context);
  schedule(edits, context);
}

/**
 * Seconds of the grace period that must be left after the preStop pause: the runtime goes on serving for five after the
 * signal, and does not start where that is more than half of what is left.
 */
const drainSeconds = 10;

/** The time there is to stop, which the runtime is told too. */
function addShutdown(edits: Edits, { values }: ServiceContext, main: string): void {
  const graceSeconds = values.integer('terminationGracePeriodSeconds', {
    default: 45,
    minimum: 15,
    maximum: 3_600,
    description:
      'Seconds from the end of traffic to the end of the process: the preStop pause, draining, and a reserve.',
  });
  const preStopSeconds = values.integer('preStopSeconds', {
    default: 5,
    minimum: 0,
    maximum: 300,
    description: 'Seconds a pod goes on serving after it left the Service, until every proxy knows.',
  });
  values.refuse(
    new GreaterThan(new Plus(integerOf(preStopSeconds), drainSeconds), integerOf(graceSeconds)),
    new Text([
      `value ${[...values.path, 'preStopSeconds'].join('.')}: found `,
      expressionOf(String(preStopSeconds)),
      `, expected at most ${[...values.path, 'terminationGracePeriodSeconds'].join('.')}, which is `,
      expressionOf(String(graceSeconds)),
      `, less ${drainSeconds} for draining; lower the one or raise the other`,
    ]),
  );
  const milliseconds = (seconds: number): Text => new Text([expressionOf(String(seconds)), '000']);
  edits
    .set(`${pod}/terminationGracePeriodSeconds`, graceSeconds)
    .set(`${main}/lifecycle/preStop/exec/command`, ['sleep', new Text([expressionOf(String(preStopSeconds))])])
    .append(`${main}/env`, { name: 'SHUTDOWN_GRACE_MS', value: milliseconds(graceSeconds) })
    .append(`${main}/env`, { name: 'PRE_STOP_MS', value: milliseconds(preStopSeconds) });
}

function addExtras(edits: Edits, extras: PodExtras, main: string): void {
  edits.spread('/spec/template/metadata/labels', extras.podLabels.spread());
  edits.spread('/spec/template/metadata/annotations', extras.podAnnotations.spread());
  edits.spread(`${main}/env`, extras.extraEnv.spread(), 'list');
  edits.spread(`${main}/envFrom`, extras.extraEnvFrom.spread(), 'list');
  edits.spread(`${main}/volumeMounts`, extras.extraVolumeMounts.spread(), 'list');
  edits.spread(`${pod}/volumes`, extras.extraVolumes.spread(), 'start of list');
  edits.spread(`${pod}/containers`, extras.extraContainers.spread(), 'list');
  edits.spread(`${pod}/initContainers`, extras.extraInitContainers.spread(), 'list');
}

/** Where pods may run, and how they are spread. */
function schedule(edits: Edits, { values, selector }: ServiceContext): void {
  const { nodeSelector, tolerations, priorityClassName } = schedulingValues(values);
  edits.set(`${pod}/nodeSelector`, nodeSelector.fill());
  edits.spread(`${pod}/tolerations`, tolerations.spread(), 'list');
  edits.set(`${pod}/priorityClassName`, priorityClassName);

  const { topologySpreadConstraints, affinity } = spreading(values, selector, 'a pod of this service');
  edits.set(`${pod}/topologySpreadConstraints`, topologySpreadConstraints);
  edits.update(`${pod}/affinity`, (present) => affinity(present as TemplateObject | undefined));
}

/**
 * cdk8s-plus labels each pod with the address of its construct, which is the same in every release. Selectors are by
 * name, instance and component instead.
 */
function removePodAddress(document: { [key: string]: Template }): void {
  const metadata = (document as { spec: { template: { metadata: { labels: Record<string, Template> } } } }).spec
    .template.metadata;
  delete metadata.labels['cdk8s.io/metadata.addr'];
}
