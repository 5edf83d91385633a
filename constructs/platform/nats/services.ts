import { ApiObject } from 'cdk8s';
import { Protocol, Service, ServiceType } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Edits } from '../../synth';
import { annotations } from '../../values';
import { type Component, type ComponentMetadata, metadataOf } from '../component';
import { ports, protocols } from './servers';

/** Where clients connect: `nats://nats:4222`. */
export function clientService(scope: Construct, component: Component): Service {
  const service = serviceOf(scope, 'service', component, component.metadata, { client: ports.client });
  const extra = component.values.map('service.annotations', {
    default: {},
    schema: annotations,
    description: 'Annotations of the Service for clients.',
  });
  Edits.of(ApiObject.of(service)).spread('/metadata/annotations', extra.spread());
  return service;
}

/** Where monitoring and KEDA ask. */
export function monitorService(scope: Construct, component: Component): Service {
  return serviceOf(scope, 'nats-monitor', component, metadataOf(component, 'monitor'), { monitor: ports.monitor });
}

/** Gives every server a name, also before it is ready: the servers of a cluster become ready together. */
export function headlessService(scope: Construct, component: Component): Service {
  const all = { client: ports.client, routes: ports.routes, monitor: ports.monitor };
  const service = serviceOf(scope, 'nats-headless', component, metadataOf(component, 'headless'), all, true);
  Edits.of(ApiObject.of(service)).set('/spec/publishNotReadyAddresses', true);
  return service;
}

function serviceOf(
  scope: Construct,
  id: string,
  { selector }: Component,
  metadata: ComponentMetadata,
  portNumbers: Partial<typeof ports>,
  headless = false,
): Service {
  const service = new Service(scope, id, {
    metadata,
    type: ServiceType.CLUSTER_IP,
    ...(headless ? { clusterIP: 'None' } : {}),
    ports: Object.entries(portNumbers).map(([name, port]) => ({
      name,
      port,
      targetPort: port,
      protocol: Protocol.TCP,
    })),
  });
  for (const [label, value] of Object.entries(selector)) service.selectLabel(label, value);
  const edits = Edits.of(ApiObject.of(service)).remove('/spec/externalIPs');
  (Object.keys(portNumbers) as (keyof typeof ports)[]).forEach((name, index) => {
    edits.set(`/spec/ports/${index}/targetPort`, name).set(`/spec/ports/${index}/appProtocol`, protocols[name]);
  });
  return service;
}
