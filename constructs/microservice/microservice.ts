import { ApiObject } from 'cdk8s';
import type { ConfigMap, Deployment, HorizontalPodAutoscaler, k8s, Service, ServiceAccount } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { ServiceDeclaration } from '../declaration';
import { Edits } from '../synth';
import { allOf, LongerThan, Matches, not } from '../template';
import type { Topology } from '../topology';
import { annotations, labels, release, type Values } from '../values';
import { horizontalPodAutoscaler, scaledObject, scalingValues } from './autoscaling';
import { configMap } from './config-map';
import { anyJobEnabled, cronJobs, jobComponent } from './cron-jobs';
import { deployment } from './deployment';
import { podDisruptionBudget } from './disruption-budget';
import { directEntrances, type Exposure, entrances, exposure } from './exposure';
import { imageValues } from './image';
import { joinForTest, mesh, publicDoor } from './mesh';
import { migrationEnabled, migrationJob } from './migration-job';
import { type Monitoring, monitoring } from './monitoring';
import { jobNetworkPolicy, networkPolicy, testNetworkPolicy } from './network-policy';
import { applyPatches, type ObjectPatch } from './patches';
import { podUser } from './pod-security';
import { externalSecret, secretReferences } from './secret-references';
import { adminService, httpService } from './service';
import { roles, serviceAccount } from './service-account';
import { ReleaseNames, serviceContext } from './service-context';
import { annotateForArgoCd } from './sync-waves';
import { testPod } from './test-pod';
import type { ResourceDefaults } from './workload-values';

export interface MicroserviceProps {
  /** What the service says of itself. */
  readonly declaration: ServiceDeclaration;
  /**
   * The graph that the service is part of, with its declaration: whom its network policy lets in.
   * @default - the service alone; it may then call nobody
   */
  readonly topology?: Topology;
  /**
   * Repository of the image.
   * @default - the service's name
   */
  readonly repository?: string;
  /** @default - the image's own */
  readonly command?: readonly string[];
  /** @default - the image's own */
  readonly args?: readonly string[];
  /**
   * Command in the image that waits for the database and migrates it.
   * @default ['node', 'migrate.js']
   */
  readonly migrationCommand?: readonly string[];
  /**
   * Command in the image that `helm test` runs: ends with 0 where the service answers at the URL in the variable `URL`.
   * @default - a program for Node.js, for which any answer below 500 will do
   */
  readonly testCommand?: readonly string[];
  /** @default - what a small Node.js service needs */
  readonly resources?: ResourceDefaults;
  /**
   * The service is a public door: it gets an Ingress and an HTTPRoute, each behind a switch.
   * @default false
   */
  readonly exposed?: boolean;
  /**
   * A `DirectIngress` of the umbrella chart leads to the service too, past the gateway.
   * @default false
   */
  readonly directlyExposed?: boolean;
  /** The system that the service is part of. @default - none */
  readonly partOf?: string;
  /**
   * Where the service's values stand.
   * @default - at the top of the chart; give `Values.of(chart).at('orders')` where a chart has several services
   */
  readonly values?: Values;
  /** Changes to the finished objects, applied after everything else. @default - none */
  readonly patches?: readonly ObjectPatch[];
}

/**
 * Everything that runs one microservice on Kubernetes, from its declaration. The objects are ordinary constructs of
 * cdk8s-plus, and whatever is a matter of the installation is a value of the chart.
 */
export class Microservice extends Construct {
  readonly deployment: Deployment;
  readonly service: Service;
  readonly adminService: Service;
  readonly config: ConfigMap;
  readonly serviceAccount: ServiceAccount;
  readonly autoscaler: HorizontalPodAutoscaler;
  readonly scaledObject: ApiObject;
  readonly disruptionBudget: k8s.KubePodDisruptionBudget;
  readonly networkPolicy: k8s.KubeNetworkPolicy;
  /** Only where the service has a database with migrations. */
  readonly migrationJob?: ApiObject;
  /** CronJobs, one for each job of the declaration. */
  readonly jobs: readonly ApiObject[];
  readonly monitoring: Monitoring;
  /** Only where the service is exposed. */
  readonly exposure?: Exposure;
  /** Name of the service's objects in the release, as a placeholder. */
  readonly fullName: string;

  constructor(scope: Construct, id: string, props: MicroserviceProps) {
    super(scope, id);
    const { declaration } = props;
    const context = serviceContext(this, props);
    const { values, names } = context;
    this.fullName = context.fullName;

    const image = imageValues(values, {
      template: names.template('image', declaration.name),
      repository: props.repository ?? declaration.name,
    });
    const user = podUser(values);
    const scaling = scalingValues(context);
    const secrets = secretReferences(context);

    this.config = configMap(this, context);
    this.serviceAccount = serviceAccount(this, context);
    roles(this, context);
    this.deployment = deployment(this, context, {
      image,
      user,
      secrets,
      config: this.config,
      serviceAccount: this.serviceAccount,
      scaled: scaling.active,
      command: props.command,
      args: props.args,
      resources: props.resources,
    });
    this.service = httpService(this, context);
    this.adminService = adminService(this, context);
    this.autoscaler = horizontalPodAutoscaler(this, context, scaling, this.deployment);
    this.scaledObject = scaledObject(this, context, scaling);
    this.disruptionBudget = podDisruptionBudget(this, context, scaling);
    this.networkPolicy = networkPolicy(this, context, [
      ...(props.exposed ? entrances(values) : []),
      ...(props.directlyExposed ? directEntrances(values) : []),
    ]);
    if (props.exposed) this.exposure = exposure(this, context);
    externalSecret(this, context, secrets);
    if (declaration.database?.migrations === true) {
      this.migrationJob = migrationJob(this, context, {
        image,
        user,
        secrets,
        serviceAccount: this.serviceAccount,
        command: props.migrationCommand ?? ['node', 'migrate.js'],
      });
      jobNetworkPolicy(this, context, 'migration', migrationEnabled(values));
    }
    this.jobs = cronJobs(this, context, {
      image,
      user,
      secrets,
      config: this.config,
      serviceAccount: this.serviceAccount,
    });
    if (this.jobs.length > 0) jobNetworkPolicy(this, context, jobComponent, anyJobEnabled(context));
    this.monitoring = monitoring(this, context);
    joinForTest(testPod(this, context, { image, user, command: props.testCommand }), values);
    testNetworkPolicy(this, context);
    mesh(
      this,
      context,
      this.deployment,
      publicDoor(values, props.exposed ? 'exposed' : props.directlyExposed ? 'directly exposed' : 'inside'),
    );

    checkRelease(values, declaration.name);
    addCommonMetadata(this, values);
    applyPatches(this, props.patches ?? []);
  }
}

/** Longest name of a Service, and of a Job, whose pods carry it as a label. The longest here is the migration Job's. */
const longestName = 63;

/** Refuses release names from which no valid name of a Service can be made. */
export function checkRelease(values: Values, name: string): void {
  const length = longestName - '-'.length - name.length - '-migration-'.length - 10;
  values.refuse(
    allOf(ReleaseNames.prefixed, new LongerThan(release.name, length)),
    `release name: longer than ${length} characters, which leaves no room for the names of Services and Jobs; choose a shorter one`,
  );
  values.refuse(
    allOf(ReleaseNames.prefixed, not(new Matches(release.name, '^[a-z][a-z0-9-]*$'))),
    'release name: found a name that begins with a digit or holds a dot, expected one that a Service may have: a letter, then letters, digits and "-"',
  );
}

/** Labels and annotations that the values put on every object. */
export function addCommonMetadata(scope: Construct, values: Values): void {
  const commonLabels = values.map('commonLabels', {
    default: {},
    schema: labels,
    description: 'Labels on every object.',
  });
  const commonAnnotations = values.map('commonAnnotations', {
    default: {},
    schema: annotations,
    description: 'Annotations on every object.',
  });
  for (const construct of scope.node.findAll()) {
    if (!ApiObject.isApiObject(construct)) continue;
    annotateForArgoCd(construct);
    Edits.of(construct)
      .mergeMaps('/metadata/labels', commonLabels)
      .mergeMaps('/metadata/annotations', commonAnnotations);
  }
}
