import { BlockList, isIPv6 } from 'node:net';
import { type LabelSelector, type Labels, selects } from './label-selector';
import { allOf, everyPort, intersection, type PortRange, type Protocol, protocols, union } from './port-ranges';

/**
 * What NetworkPolicies let through, from the text of networking.k8s.io/v1 alone:
 * https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
 * The API leaves one thing open and excludes another: whether an ipBlock sees the addresses of pods (here it does, the
 * wider reading), and traffic between a pod and its own node (always allowed; no endpoint here is a node).
 */

export type Direction = 'Ingress' | 'Egress';

/** A pod, as policies see it. */
export interface PodEndpoint {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: string }[];
  /** IP address. @default - one that no ipBlock names */
  readonly address?: string;
}

/** Something that is no pod of the cluster. */
export interface AddressEndpoint {
  readonly name: string;
  readonly address: string;
}

export type Endpoint = PodEndpoint | AddressEndpoint;

interface PolicyPort {
  readonly protocol?: Protocol;
  readonly port?: number | string;
  readonly endPort?: number;
}

interface PolicyPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface PolicyRule {
  readonly ports?: readonly PolicyPort[];
  readonly from?: readonly PolicyPeer[];
  readonly to?: readonly PolicyPeer[];
}

/** The fields of a NetworkPolicy that have a meaning for traffic. */
export interface Policy {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly podSelector: LabelSelector;
    readonly policyTypes?: readonly Direction[];
    readonly ingress?: readonly PolicyRule[];
    readonly egress?: readonly PolicyRule[];
  };
}

/** Policies and the labels of every namespace, by its name. */
export interface Network {
  readonly policies: readonly Policy[];
  readonly namespaces: Readonly<Record<string, Labels>>;
}

/**
 * Policies as the API server admits them.
 * @throws Error for what it would refuse or drop, which must not pass for a rule here
 */
export function networkOf(policies: readonly Policy[], namespaces: Network['namespaces']): Network {
  policies.forEach(check);
  return { policies, namespaces };
}

/** Ports of `to` on which `from` may connect: its egress must let them out and the other's ingress let them in. */
export function allowedPorts(network: Network, from: Endpoint, to: Endpoint): PortRange[] {
  return intersection(admittedPorts(network, 'Egress', from, to), admittedPorts(network, 'Ingress', to, from));
}

/** Ports that the policies about one end of a connection admit; all where none isolates it in that direction. */
export function admittedPorts(network: Network, direction: Direction, own: Endpoint, peer: Endpoint): PortRange[] {
  const policies = isolating(network, direction, own);
  if (policies.length === 0) return [...everyPort];
  const target = direction === 'Ingress' ? own : peer;
  return union(
    policies.flatMap((policy) =>
      rulesOf(policy, direction)
        .filter((rule) => matchesPeer(network, policy, peersOf(rule, direction), peer))
        .flatMap((rule) => portsOf(rule, target)),
    ),
  );
}

/** Policies that select a pod and so isolate it in a direction: then only what one of their rules names passes. */
export function isolating({ policies }: Network, direction: Direction, endpoint: Endpoint): readonly Policy[] {
  if (!isPod(endpoint)) return [];
  return policies.filter(
    (policy) =>
      policy.metadata.namespace === endpoint.namespace &&
      directionsOf(policy).includes(direction) &&
      selects(policy.spec.podSelector, endpoint.labels),
  );
}

/** Without policyTypes a policy is about ingress, and about egress where it has egress rules. */
function directionsOf({ spec }: Policy): readonly Direction[] {
  if (spec.policyTypes !== undefined && spec.policyTypes.length > 0) return spec.policyTypes;
  return (spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

function rulesOf({ spec }: Policy, direction: Direction): readonly PolicyRule[] {
  return (direction === 'Ingress' ? spec.ingress : spec.egress) ?? [];
}

function peersOf(rule: PolicyRule, direction: Direction): readonly PolicyPeer[] {
  return (direction === 'Ingress' ? rule.from : rule.to) ?? [];
}

/** No peers: everybody. */
function matchesPeer(network: Network, policy: Policy, peers: readonly PolicyPeer[], endpoint: Endpoint): boolean {
  return peers.length === 0 || peers.some((peer) => matches(network, policy, peer, endpoint));
}

function matches({ namespaces }: Network, policy: Policy, peer: PolicyPeer, endpoint: Endpoint): boolean {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  if (ipBlock !== undefined) return endpoint.address !== undefined && inBlock(ipBlock, endpoint.address);
  if (!isPod(endpoint)) return false;
  const inNamespace =
    namespaceSelector === undefined
      ? endpoint.namespace === policy.metadata.namespace
      : selects(namespaceSelector, namespaces[endpoint.namespace] ?? {});
  return inNamespace && (podSelector === undefined || selects(podSelector, endpoint.labels));
}

function inBlock({ cidr, except = [] }: { cidr: string; except?: readonly string[] }, address: string): boolean {
  return inCidr(cidr, address) && !except.some((each) => inCidr(each, address));
}

function inCidr(cidr: string, address: string): boolean {
  const [network, prefix] = cidr.split('/') as [string, string];
  const family = (ip: string) => (isIPv6(ip) ? 'ipv6' : 'ipv4');
  if (family(network) !== family(address)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), family(network));
  return list.check(address, family(address));
}

/** No ports: all of them. */
function portsOf({ ports = [] }: PolicyRule, target: Endpoint): readonly PortRange[] {
  return ports.length === 0 ? everyPort : ports.flatMap((port) => rangesOf(port, target));
}

/** A name means whatever port of the receiving pod has it, with the same protocol. */
function rangesOf({ protocol = 'TCP', port, endPort }: PolicyPort, target: Endpoint): readonly PortRange[] {
  if (port === undefined) return [allOf(protocol)];
  if (typeof port === 'number') return [{ protocol, first: port, last: endPort ?? port }];
  return (isPod(target) ? (target.ports ?? []) : [])
    .filter((each) => each.name === port && (each.protocol ?? 'TCP') === protocol)
    .map(({ containerPort }) => ({ protocol, first: containerPort, last: containerPort }));
}

function isPod(endpoint: Endpoint): endpoint is PodEndpoint {
  return 'namespace' in endpoint;
}

function check(policy: Policy): void {
  const { ingress = [], egress = [] } = policy.spec;
  expectFields(policy, policy.spec, ['podSelector', 'policyTypes', 'ingress', 'egress']);
  for (const rule of ingress) expectFields(policy, rule, ['from', 'ports']);
  for (const rule of egress) expectFields(policy, rule, ['to', 'ports']);
  for (const { from = [], to = [], ports = [] } of [...ingress, ...egress]) {
    for (const peer of [...from, ...to]) checkPeer(policy, peer);
    for (const port of ports) checkPort(policy, port);
  }
}

function checkPeer(policy: Policy, peer: PolicyPeer): void {
  expectFields(policy, peer, ['podSelector', 'namespaceSelector', 'ipBlock']);
  const selectors = [peer.podSelector, peer.namespaceSelector].filter((selector) => selector !== undefined);
  if (peer.ipBlock === undefined && selectors.length === 0) {
    throw new Error(`${nameOf(policy)}: found a peer without selector and ipBlock, expected one of them`);
  }
  if (peer.ipBlock !== undefined && selectors.length > 0) {
    throw new Error(`${nameOf(policy)}: found an ipBlock beside a selector, expected one of them`);
  }
}

function checkPort(policy: Policy, given: PolicyPort): void {
  expectFields(policy, given, ['protocol', 'port', 'endPort']);
  const { protocol = 'TCP', port, endPort } = given;
  if (!protocols.includes(protocol)) {
    throw new Error(`${nameOf(policy)}: found protocol ${protocol}, expected ${protocols.join(', ')}`);
  }
  if (endPort !== undefined && (typeof port !== 'number' || endPort < port)) {
    throw new Error(`${nameOf(policy)}: found endPort ${endPort}, expected it after a number that is not above it`);
  }
}

function expectFields(policy: Policy, part: object, known: readonly string[]): void {
  const [unknown] = Object.keys(part).filter((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new Error(`${nameOf(policy)}: found field ${unknown}, expected ${known.join(', ')}`);
  }
}

function nameOf({ metadata }: Policy): string {
  return `NetworkPolicy ${metadata.namespace}/${metadata.name}`;
}
