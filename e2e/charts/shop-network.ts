import type { JsonObject } from '@flotilla/constructs';
import {
  type AddressEndpoint,
  admittedPorts,
  type Direction,
  type Endpoint,
  isolating,
  type Network,
  networkOf,
  type PodEndpoint,
  type Policy,
} from './network-policy-evaluator';
import { describePorts, intersection, type PortRange } from './port-ranges';
import { type Workload, workloadsOf } from './workloads';

/** The pods and policies of rendered objects, among everything else that a cluster may hold. */
export interface ShopNetwork {
  readonly network: Network;
  /** One pod for each workload; two pods of one workload are treated alike. */
  readonly pods: readonly PodEndpoint[];
  /** Who lives around the shop. */
  readonly outsiders: readonly Endpoint[];
  /** Pods that a selector with one label too few, or without its namespace, would take for pods of the shop. */
  readonly strangers: readonly PodEndpoint[];
}

const outsideNamespaces = [
  'kube-system',
  'monitoring',
  'ingress-nginx',
  'gateway-system',
  'keda',
  'istio-system',
  'linkerd',
  'elsewhere',
];

const addresses: readonly AddressEndpoint[] = [
  { name: 'internet', address: '203.0.113.7' },
  { name: 'private network', address: '10.99.0.7' },
];

/** @param further endpoints outside of the cluster, beside two examples */
export function shopNetwork(objects: readonly JsonObject[], further: readonly AddressEndpoint[] = []): ShopNetwork {
  const pods = workloadsOf(objects).map(podOf);
  const namespaces = [...new Set([...outsideNamespaces, ...pods.map(({ namespace }) => namespace)])];
  return {
    network: networkOf(
      objects.filter(({ kind }) => kind === 'NetworkPolicy') as unknown as Policy[],
      Object.fromEntries(namespaces.map((name) => [name, { 'kubernetes.io/metadata.name': name }])),
    ),
    pods,
    outsiders: [
      ...outsideNamespaces.map((namespace) => ({ name: namespace, namespace, labels: { app: 'any' } })),
      ...addresses,
      ...further,
    ],
    strangers: pods.flatMap(strangersLike),
  };
}

const nameLabel = 'app.kubernetes.io/name';
const instanceLabel = 'app.kubernetes.io/instance';
const componentLabel = 'app.kubernetes.io/component';

/** A pod is called by its labels: `orders/server`. */
function podOf({ name, namespace, labels, pod }: Workload): PodEndpoint {
  for (const label of [nameLabel, instanceLabel, componentLabel]) {
    if (labels[label] === undefined) throw new Error(`${name}: found no label ${label} on its pods, expected one`);
  }
  const containers = pod.spec.containers as unknown as { ports?: PodEndpoint['ports'] }[];
  return {
    name: `${labels[nameLabel]}/${labels[componentLabel]}`,
    namespace,
    labels,
    ports: containers.flatMap(({ ports = [] }) => ports),
  };
}

function strangersLike(pod: PodEndpoint): PodEndpoint[] {
  const double = { ...pod, name: `double of ${pod.name} elsewhere`, namespace: 'elsewhere' };
  const others = [nameLabel, instanceLabel, componentLabel].map((label) => ({
    ...pod,
    name: `pod like ${pod.name} with another ${label}`,
    labels: { ...pod.labels, [label]: 'another' },
  }));
  return [double, ...others];
}

/** Everything that policies let through, as sorted lines. */
export interface Traffic {
  /** Between pods of the shop. */
  readonly connections: readonly string[];
  /** What the sending side alone would let through. */
  readonly egress: readonly string[];
  /** What the receiving side alone would let through. */
  readonly ingress: readonly string[];
  /** By pod: what it may do with the world around it. */
  readonly outside: Readonly<Record<string, readonly string[]>>;
  /** Strangers that a policy lets in or out, or is about. */
  readonly strangers: readonly string[];
}

/** @param about pods whose policies are asked */
export function trafficOf({ network, pods, outsiders, strangers }: ShopNetwork, about = pods): Traffic {
  const sides = about.map((pod) => ({
    pod,
    ingress: sideOf(network, 'Ingress', pod),
    egress: sideOf(network, 'Egress', pod),
  }));
  return {
    connections: sides
      .flatMap((from) => sides.map((to) => [from, to] as const))
      .flatMap(([from, to]) => {
        const ports = intersection(from.egress(to.pod), to.ingress(from.pod));
        return line(`${from.pod.name} → ${to.pod.name}`, ports);
      })
      .sort(),
    egress: sides
      .flatMap(({ pod, egress }) => pods.flatMap((peer) => line(`${pod.name} → ${peer.name}`, egress(peer))))
      .sort(),
    ingress: sides
      .flatMap(({ pod, ingress }) => pods.flatMap((peer) => line(`${peer.name} → ${pod.name}`, ingress(peer))))
      .sort(),
    outside: Object.fromEntries(
      sides.map(({ pod, ingress, egress }) => [
        pod.name,
        outsiders.flatMap((outsider) => [
          ...line(`from ${outsider.name}`, ingress(outsider)),
          ...line(`to ${outsider.name}`, egress(outsider)),
        ]),
      ]),
    ),
    strangers: strangers.flatMap((stranger) => [
      ...(['Ingress', 'Egress'] as const)
        .flatMap((direction) => isolating(network, direction, stranger))
        .map(({ metadata }) => `${metadata.name} is about ${stranger.name}`),
      ...sides.flatMap(({ pod, ingress, egress }) => [
        ...line(`${stranger.name} → ${pod.name}`, ingress(stranger)),
        ...line(`${pod.name} → ${stranger.name}`, egress(stranger)),
      ]),
    ]),
  };
}

/** What the policies about one pod admit; looked up once, because a pod has many peers and few policies. */
function sideOf(network: Network, direction: Direction, pod: PodEndpoint): (peer: Endpoint) => PortRange[] {
  const own = { ...network, policies: isolating(network, direction, pod) };
  return (peer) => admittedPorts(own, direction, pod, peer);
}

function line(who: string, ports: readonly PortRange[]): string[] {
  return ports.length === 0 ? [] : [`${who}: ${describePorts(ports)}`];
}
