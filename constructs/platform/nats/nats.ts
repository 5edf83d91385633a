import type { ApiObject } from 'cdk8s';
import type { ConfigMap, k8s, Service, ServiceAccount } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { imageValues } from '../../microservice';
import { allOf, type Condition, GreaterThan, integerOf, not } from '../../template';
import { usesBroker } from '../../topology';
import type { Values } from '../../values';
import { type Component, componentOf, type PlatformPartProps, syncWave } from '../component';
import { networkPolicy } from '../network-policy';
import { serviceAccount } from '../service-account';
import { configMap } from './config-map';
import { podDisruptionBudget } from './disruption-budget';
import { clusterSize } from './servers';
import { clientService, headlessService, monitorService } from './services';
import { statefulSet } from './stateful-set';
import { natsTraffic } from './traffic';

/**
 * NATS with JetStream: one server, or a cluster of three. Every service has a user of its own, which may do what its
 * declaration says and nothing else. What is acknowledged is on disk.
 */
export class Nats extends Construct {
  readonly statefulSet: ApiObject;
  readonly service: Service;
  readonly monitorService: Service;
  readonly headlessService: Service;
  readonly config: ConfigMap;
  readonly serviceAccount: ServiceAccount;
  readonly disruptionBudget: k8s.KubePodDisruptionBudget;
  readonly networkPolicy: k8s.KubeNetworkPolicy;

  constructor(scope: Construct, id: string, props: PlatformPartProps) {
    super(scope, id);
    if (!props.topology.services.some(usesBroker)) {
      throw new Error(
        `${this.node.path}: found no service that sends or receives messages, expected one; instead of a Platform make ` +
          'the parts that are needed by themselves, such as PostgreSql',
      );
    }
    const component = componentOf(this, 'nats', props, syncWave.servers);
    const { values, names } = component;
    values.describe('The message broker.');
    const { replicas, clustered } = serverCount(values);
    const image = imageValues(values, {
      template: names.template('image', 'nats'),
      repository: 'nats',
      tag: '2.14.5',
    });

    this.serviceAccount = serviceAccount(this, component);
    this.config = configMap(this, component, clustered);
    this.service = clientService(this, component);
    this.monitorService = monitorService(this, component);
    this.headlessService = headlessService(this, component);
    this.statefulSet = statefulSet(this, component, {
      image,
      config: this.config,
      serviceAccount: this.serviceAccount,
      replicas,
      clustered,
    });
    this.disruptionBudget = podDisruptionBudget(this, component, clustered);
    this.networkPolicy = networkPolicy(this, component, natsTraffic(component, clustered));
    refuseEvenCluster(component, replicas);
  }
}

/** How many servers there are, from the values. */
export interface ServerCount {
  readonly replicas: number;
  readonly clustered: Condition;
}

/** @param values those below `nats` */
export function serverCount(values: Values): ServerCount {
  const replicas = values.integer('replicas', {
    default: clusterSize,
    minimum: 1,
    maximum: clusterSize,
    description:
      'Servers: 3, or 1 where messages may be lost with a node. A change begins with empty streams, to be filled ' +
      'again from the outboxes of the services.',
  });
  return { replicas, clustered: new GreaterThan(integerOf(replicas), 1) };
}

function refuseEvenCluster({ values, platform }: Component, replicas: number): void {
  const count = integerOf(replicas);
  platform.refuse(
    allOf(new GreaterThan(count, 1), not(new GreaterThan(count, clusterSize - 1))),
    `value ${[...values.path, 'replicas'].join('.')}: found 2, expected 1 or ${clusterSize}; two servers stop when either is lost`,
  );
}
