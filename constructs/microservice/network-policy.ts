import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Edits } from '../synth';
import { allOf, type Condition, Guard, type Template } from '../template';
import { linkerdProxyPort, usesBroker } from '../topology';
import { anyObject, type ListValue, type Schema, type Values } from '../values';
import { apiServerRule } from './api-server';
import type { Entrance } from './exposure';
import { type ControlPlane, controlPlanes, ingressInMesh, meshValue } from './mesh';
import { dnsRule, namespaceLabels, namespacePeer, policyValues, tcp } from './policy-rules';
import { brokerServer, databaseServer, refuseHalfABroker, type Server, serverAddress } from './servers';
import type { ServiceContext } from './service-context';
import { testHook } from './test-pod';

type Rule = Template;

const several: Schema = { type: 'array', items: anyObject };

/** Rules as a NetworkPolicy has them. Closed: a rule of which the API server knows no field lets everything through. */
export const ingressRule: Schema = {
  type: 'object',
  properties: { from: several, ports: several },
  additionalProperties: false,
};

export const egressRule: Schema = {
  type: 'object',
  properties: { to: several, ports: several },
  additionalProperties: false,
};

/** Values that say where things outside the topology are. */
interface Surroundings {
  readonly enabled: Condition;
  readonly dns: Rule;
  /** None where the service has no database. */
  readonly database: readonly Rule[];
  readonly prometheus: Rule;
  /** Where the sidecar of a mesh gets its certificates and rules. */
  readonly mesh: readonly Rule[];
  /** The same for the pod of `helm test`. */
  readonly meshOfTest: readonly Rule[];
  /** Rules for who comes in from outside. */
  readonly entrances: readonly Rule[];
  /** Rules of the values, for every pod of the service: another DNS is one for all, a database for jobs too. */
  readonly extraEgress: ListValue;
}

/**
 * What may reach the service and what it may reach: exactly DNS, the declared peers, the broker, the database, the API
 * server where the declaration has `rbac`, Prometheus and, for a service that is reached from outside, who leads requests
 * to it. Everything else is denied, both ways; a namespace without labels is nobody's.
 */
export function networkPolicy(
  scope: Construct,
  context: ServiceContext,
  entrances: readonly Entrance[],
): k8s.KubeNetworkPolicy {
  const { declaration, topology, names, values } = context;
  const { name } = declaration;
  const around = surroundings(values, context, entrances);
  const own = values.at('networkPolicy');
  const extraIngress = own.list('extraIngress', {
    default: [],
    items: ingressRule,
    description: 'Further ingress rules of the server, for whom the declaration cannot name.',
  });

  const callers = [...new Set((topology.incoming.get(name) ?? []).filter(isHttp).map((edge) => edge.from))].sort();
  const peers = [...new Set((topology.outgoing.get(name) ?? []).filter(isHttp).map((edge) => edge.to))].sort();
  const podsOf = (peer: string): Template => ({ podSelector: { matchLabels: { ...names.selector(peer) } } });
  const joined = meshValue(values).linkerd;
  if (usesBroker(declaration)) refuseHalfABroker(values, around.enabled, around.extraEgress.given);

  const ingress: Template[] = [
    ...callers.map((caller) => ({ from: [podsOf(caller)], ports: withProxy(declaration.http.port, joined) })),
    ...around.entrances,
    {
      from: [{ podSelector: { matchLabels: { ...names.selector(name, 'test') } } }],
      ports: [tcp(declaration.http.port)],
    },
    around.prometheus,
    extraIngress.spread(),
  ];
  const egress: Template[] = [
    around.dns,
    ...around.mesh,
    ...peers.map((peer) => ({
      to: [podsOf(peer)],
      ports: withProxy(topology.byName.get(peer)?.http.port ?? declaration.http.port, joined),
    })),
    ...(usesBroker(declaration) ? [serverRule(context, brokerServer)] : []),
    ...around.database,
    ...((declaration.rbac ?? []).length > 0 ? [apiServerRule(own)] : []),
    around.extraEgress.spread(),
  ];
  const policy = new k8s.KubeNetworkPolicy(scope, 'network-policy', {
    metadata: { name: context.fullName, labels: { ...context.labels } },
    spec: { podSelector: { matchLabels: { ...context.selector } }, policyTypes: ['Ingress', 'Egress'] },
  });
  Edits.of(policy).guardObject(around.enabled).set('/spec/ingress', ingress).set('/spec/egress', egress);
  return policy;
}

/**
 * What pods that only work on the database may reach: those of migrations and of scheduled jobs.
 * @param enabled there are such pods
 */
export function jobNetworkPolicy(
  scope: Construct,
  context: ServiceContext,
  component: string,
  enabled: Condition,
): k8s.KubeNetworkPolicy {
  const around = surroundings(context.values, context, []);
  const selector = context.names.selector(context.declaration.name, component);
  const policy = new k8s.KubeNetworkPolicy(scope, `network-policy-${component}`, {
    metadata: { name: `${context.fullName}-${component}`, labels: { ...context.labels } },
    spec: { podSelector: { matchLabels: { ...selector } }, policyTypes: ['Ingress', 'Egress'] },
  });
  Edits.of(policy)
    .guardObject(allOf(around.enabled, enabled))
    .set('/spec/egress', [around.dns, ...around.database, around.extraEgress.spread()]);
  return policy;
}

/** What the pod of `helm test` may reach: DNS and the service it asks. It comes and goes with that pod. */
export function testNetworkPolicy(scope: Construct, context: ServiceContext): k8s.KubeNetworkPolicy {
  const around = surroundings(context.values, context, []);
  const { name, http } = context.declaration;
  const policy = new k8s.KubeNetworkPolicy(scope, 'network-policy-test', {
    metadata: { name: `${context.fullName}-test`, labels: { ...context.labels }, annotations: testHook(-1) },
    spec: {
      podSelector: { matchLabels: { ...context.names.selector(name, 'test') } },
      policyTypes: ['Ingress', 'Egress'],
    },
  });
  Edits.of(policy)
    .guardObject(around.enabled)
    .set('/spec/egress', [
      around.dns,
      ...around.meshOfTest,
      { to: [{ podSelector: { matchLabels: { ...context.selector } } }], ports: [tcp(http.port)] },
      around.extraEgress.spread(),
    ]);
  return policy;
}

function isHttp(edge: { readonly kind: string }): boolean {
  return edge.kind === 'call' || edge.kind === 'forward';
}

/**
 * The port of a program, and the one at which the proxies meet while both sides have one of Linkerd. Who may use that
 * reaches every port of the pod: its Server refuses others at the public port, the admin port shows health and metrics.
 */
function withProxy(port: number, joined: Condition): Template[] {
  return [tcp(port), new Guard(joined, tcp(linkerdProxyPort))];
}

function surroundings(values: Values, context: ServiceContext, entrances: readonly Entrance[]): Surroundings {
  const { own, enabled } = policyValues(values);
  const { database, http } = context.declaration;
  const prometheus = namespaceLabels(values, 'prometheus', 'monitoring', 'Prometheus');
  const controlPlane = ({ key, namespace: initial, who, used, ports }: ControlPlane): Rule => {
    const to = namespaceLabels(values, key, initial, who);
    return new Guard(allOf(used, to.given), { to: [namespacePeer(to)], ports: ports.map(tcp) });
  };
  return {
    enabled,
    dns: dnsRule(values),
    database: database === undefined ? [] : [serverRule(context, databaseServer)],
    prometheus: new Guard(prometheus.given, { from: [namespacePeer(prometheus)], ports: [tcp(http.adminPort)] }),
    mesh: controlPlanes(values).map(controlPlane),
    meshOfTest: controlPlanes(values)
      .filter(({ joinedForTest }) => joinedForTest)
      .map(controlPlane),
    entrances: entrances.map(({ key, namespace: initial, who, open }) => {
      const from = namespaceLabels(values, key, initial, who);
      const joined = allOf(meshValue(values).linkerd, ingressInMesh(values));
      return new Guard(allOf(open, from.given), { from: [namespacePeer(from)], ports: withProxy(http.port, joined) });
    }),
    extraEgress: own.list('extraEgress', {
      default: [],
      items: egressRule,
      description:
        'Further egress rules of all pods, jobs included, for what the declaration cannot name: another DNS, a database found by labels.',
    }),
  };
}

/** The way to a server of the platform, or to one that values say is elsewhere. */
function serverRule({ names, values }: ServiceContext, server: Server): Template {
  const { cidr, outside, port } = serverAddress(values, server);
  return {
    to: [
      new Guard(
        outside,
        { ipBlock: { cidr } },
        { podSelector: { matchLabels: { ...names.selector(server.component) } } },
      ),
    ],
    ports: [tcp(port)],
  };
}
