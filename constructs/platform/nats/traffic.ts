import { dnsRule, tcp } from '../../microservice';
import { type Condition, Guard } from '../../template';
import { provisionerUser, usesBroker } from '../../topology';
import type { Component } from '../component';
import { extraIngress, namespaceIngress, podsOf, type Traffic } from '../network-policy';
import { ports } from './servers';

/** In: the services that use the broker, the provisioner, other servers, monitoring. Out: DNS and other servers. */
export function natsTraffic(component: Component, clustered: Condition): Traffic {
  const { topology, names, selector } = component;
  const clients = [
    ...topology.services.filter(usesBroker).map(({ name }) => names.selector(name)),
    names.selector(provisionerUser, 'job'),
  ];
  return {
    ingress: [
      { from: clients.map(podsOf), ports: [tcp(ports.client)] },
      new Guard(clustered, { from: [podsOf(selector)], ports: [tcp(ports.routes)] }),
      namespaceIngress(component, 'prometheus', 'monitoring', 'Prometheus', ports.monitor),
      namespaceIngress(component, 'keda', 'keda', 'KEDA, which scales by the backlog of messages', ports.monitor),
      extraIngress(component),
    ],
    egress: [dnsRule(component.platform), new Guard(clustered, { to: [podsOf(selector)], ports: [tcp(ports.routes)] })],
  };
}
