import { ApiObject } from 'cdk8s';
import { Protocol, Service, ServiceType } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Edits } from '../../synth';
import type { Condition } from '../../template';
import { type Component, type ComponentMetadata, metadataOf } from '../component';
import { port } from './databases';

/** Where clients connect. Its address outlives the pod, so that they find a new pod without asking DNS again. */
export function clientService(scope: Construct, component: Component, enabled: Condition): Service {
  return serviceOf(scope, 'service', component, component.metadata, enabled);
}

/** Gives the pod a name of its own, which a StatefulSet asks for. */
export function headlessService(scope: Construct, component: Component, enabled: Condition): Service {
  return serviceOf(scope, 'postgresql-headless', component, metadataOf(component, 'headless'), enabled, 'None');
}

function serviceOf(
  scope: Construct,
  id: string,
  { selector }: Component,
  metadata: ComponentMetadata,
  enabled: Condition,
  clusterIP?: 'None',
): Service {
  const service = new Service(scope, id, {
    metadata,
    type: ServiceType.CLUSTER_IP,
    ...(clusterIP === undefined ? {} : { clusterIP }),
    ports: [{ name: 'postgresql', port, targetPort: port, protocol: Protocol.TCP }],
  });
  for (const [label, value] of Object.entries(selector)) service.selectLabel(label, value);
  Edits.of(ApiObject.of(service))
    .guardObject(enabled)
    .remove('/spec/externalIPs')
    .set('/spec/ports/0/targetPort', 'postgresql');
  return service;
}
