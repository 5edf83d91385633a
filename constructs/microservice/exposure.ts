import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Edits } from '../synth';
import { allOf, type Condition, not } from '../template';
import { annotations, dnsLabel, hostName, type Schema, type Values } from '../values';
import { completeIngress, directIngressEnabled, exampleHost } from './ingress-values';
import { servicePort } from './service';
import type { ServiceContext } from './service-context';

/** How a public service is reached from outside. */
export interface Exposure {
  readonly ingress: k8s.KubeIngress;
  readonly httpRoute: ApiObject;
}

/**
 * An Ingress and an HTTPRoute of the Gateway API, each behind a switch. Both may be on: that is how one moves from the
 * one to the other, with DNS as the last step. Their hosts, class and parents are values, so they are plain objects and
 * not constructs of cdk8s-plus, whose `addRule` would have no effect here.
 */
export function exposure(scope: Construct, context: ServiceContext): Exposure {
  return { ingress: publicIngress(scope, context), httpRoute: httpRoute(scope, context) };
}

function publicIngress(scope: Construct, context: ServiceContext): k8s.KubeIngress {
  const ingress = new k8s.KubeIngress(scope, 'ingress', {
    metadata: { name: context.fullName, labels: { ...context.labels } },
    spec: {},
  });
  completeIngress(ingress, {
    values: context.values.at('ingress'),
    enabled: ingressEnabled(context.values),
    secretName: `${context.fullName}-tls`,
    paths: [
      {
        path: '/',
        pathType: 'Prefix',
        backend: { service: { name: context.fullName, port: { number: servicePort } } },
      },
    ],
  });
  return ingress;
}

function ingressEnabled(values: Values): Condition {
  return values
    .at('ingress')
    .describe('The Ingress through which the service is reached from outside.')
    .flag('enabled', { default: true, description: 'Make the Ingress.' });
}

/** A listener of a Gateway, as an HTTPRoute names it. */
const parentRef: Schema = {
  type: 'object',
  properties: {
    name: { type: 'string', pattern: dnsLabel },
    namespace: { type: 'string', pattern: dnsLabel },
    sectionName: { type: 'string', pattern: dnsLabel },
  },
  required: ['name'],
  additionalProperties: false,
};

function httpRouteEnabled(values: Values): Condition {
  return values
    .at('httpRoute')
    .describe('The HTTPRoute of the Gateway API through which the service is reached from outside.')
    .flag('enabled', {
      default: false,
      description: 'Make the HTTPRoute. Its kinds must be installed in the cluster.',
    });
}

function httpRoute(scope: Construct, context: ServiceContext): ApiObject {
  const enabled = httpRouteEnabled(context.values);
  const own = context.values.at('httpRoute');
  const parents = own.list('parentRefs', {
    default: [{ name: 'gateway', namespace: gatewayNamespace }],
    items: parentRef,
    description: 'Gateways, or listeners of them, that the route belongs to.',
  });
  const hostnames = own.list('hostnames', {
    default: [exampleHost],
    items: { type: 'string', pattern: hostName },
    description: 'Host names under which the API is reached.',
  });
  const extra = own.map('annotations', {
    default: {},
    schema: annotations,
    description: 'Annotations of the HTTPRoute.',
  });
  for (const [key, list] of [
    ['parentRefs', parents],
    ['hostnames', hostnames],
  ] as const) {
    context.values.refuse(
      allOf(enabled, not(list.given)),
      `value ${[...own.path, key].join('.')}: is empty, expected at least one entry; set ${[...own.path, 'enabled'].join('.')} to false for no route`,
    );
  }
  const route = new ApiObject(scope, 'http-route', {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: context.fullName, labels: { ...context.labels } },
    spec: {
      // With all defaults of the API written out, or GitOps tools see a difference for ever.
      rules: [
        {
          backendRefs: [{ group: '', kind: 'Service', name: context.fullName, port: servicePort, weight: 1 }],
          matches: [{ path: { type: 'PathPrefix', value: '/' } }],
        },
      ],
    },
  });
  Edits.of(route)
    .guardObject(enabled)
    .set('/spec/parentRefs', parents.fill())
    .set('/spec/hostnames', hostnames.fill())
    .spread('/metadata/annotations', extra.spread());
  return route;
}

const gatewayNamespace = 'gateway-system';

/** Somebody outside the topology who may reach the public port while a switch is on. */
export interface Entrance {
  /** Key of the value with the labels of its namespace, below `networkPolicy`. */
  readonly key: string;
  readonly who: string;
  /** Default name of its namespace. */
  readonly namespace: string;
  readonly open: Condition;
}

const ingressController = {
  key: 'ingressController',
  who: 'the ingress controller',
  namespace: 'ingress-nginx',
} as const;

/** Who comes in from outside to an exposed service. */
export function entrances(values: Values): Entrance[] {
  return [
    { ...ingressController, open: ingressEnabled(values) },
    {
      key: 'gatewayController',
      who: 'the pods of the Gateway',
      namespace: gatewayNamespace,
      open: httpRouteEnabled(values),
    },
  ];
}

/** Who comes in from outside to a service that an Ingress may lead to past the gateway. */
export function directEntrances(values: Values): Entrance[] {
  return [{ ...ingressController, open: directIngressEnabled(values) }];
}
