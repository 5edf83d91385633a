import { ApiObject } from 'cdk8s';
import { Protocol, Service, ServiceType } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Edits } from '../synth';
import { expressionOf } from '../template';
import { annotations } from '../values';
import type { ServiceContext } from './service-context';

/** Port on which a service is reached in the cluster, so that peers say `http://products`. */
export const servicePort = 80;

/** The Service of the public routes and operations: 80 to the container's port. */
export function httpService(scope: Construct, context: ServiceContext): Service {
  const { values } = context;
  const service = new Service(scope, 'service', {
    metadata: { name: context.fullName, labels: context.labels },
    ports: [{ name: 'http', port: servicePort, targetPort: context.declaration.http.port, protocol: Protocol.TCP }],
    type: ServiceType.CLUSTER_IP,
  });
  for (const [label, value] of Object.entries(context.selector)) service.selectLabel(label, value);
  const type = values
    .at('service')
    .describe('The Service in front of the pods.')
    .string('type', {
      default: 'ClusterIP',
      oneOf: ['ClusterIP', 'NodePort', 'LoadBalancer'],
      description: 'Type of the Service.',
    });
  const extra = values.map('service.annotations', {
    default: {},
    schema: annotations,
    description: 'Annotations of the Service.',
  });
  Edits.of(ApiObject.of(service))
    .set('/spec/type', expressionOf(type))
    .set('/spec/ports/0/targetPort', 'http')
    .remove('/spec/externalIPs')
    .spread('/metadata/annotations', extra.spread());
  return service;
}

/** The Service of health and metrics, apart from the public one; Prometheus finds the pods by it. */
export function adminService(scope: Construct, context: ServiceContext): Service {
  const port = context.declaration.http.adminPort;
  const service = new Service(scope, 'admin-service', {
    metadata: {
      name: `${context.fullName}-admin`,
      labels: { ...context.labels, 'app.kubernetes.io/component': 'admin' },
    },
    ports: [{ name: 'admin', port, targetPort: port, protocol: Protocol.TCP }],
    type: ServiceType.CLUSTER_IP,
    clusterIP: 'None',
  });
  for (const [label, value] of Object.entries(context.selector)) service.selectLabel(label, value);
  Edits.of(ApiObject.of(service)).set('/spec/ports/0/targetPort', 'admin').remove('/spec/externalIPs');
  return service;
}
