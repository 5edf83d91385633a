import type { JsonObject } from '@flotilla/constructs';
import { admittedPorts, type Direction, type Network, type Policy } from './network-policy-evaluator';
import type { ShopNetwork } from './shop-network';

/** Policies with one mistake among them. */
export interface PolicyMutant {
  readonly name: string;
  readonly policies: readonly Policy[];
}

type Mutation = readonly [name: string, mutate: (policy: MutablePolicy) => void];

interface MutableRule {
  ports?: { port?: number; endPort?: number }[];
  from?: MutablePeer[];
  to?: MutablePeer[];
}

interface MutablePeer {
  podSelector?: { matchLabels?: JsonObject };
  namespaceSelector?: { matchLabels?: JsonObject };
}

interface MutablePolicy {
  spec: {
    podSelector: { matchLabels?: JsonObject };
    policyTypes: string[];
    ingress: MutableRule[];
    egress: MutableRule[];
  };
}

/**
 * Every way to drop or to loosen one thing in one policy. A rule about pods that are not there (a database that runs
 * elsewhere) has no meaning, so no mistake in it can show; such rules are left alone.
 */
export function policyMutants(shop: ShopNetwork): PolicyMutant[] {
  const { policies } = shop.network;
  return policies.flatMap((policy, index) => {
    const replaced = (by: readonly Policy[]): Policy[] => policies.flatMap((each, at) => (at === index ? by : [each]));
    const own = mutationsOf(policy, shop).map(([name, mutate]) => {
      const mutant = mutableCopy(policy);
      mutate(mutant);
      return { name: `${policy.metadata.name}: ${name}`, policies: replaced([mutant as unknown as Policy]) };
    });
    return [{ name: `${policy.metadata.name}: dropped`, policies: replaced([]) }, ...own];
  });
}

/** No rules and an empty list of rules are the same. */
function mutableCopy(policy: Policy): MutablePolicy {
  const copy = structuredClone(policy) as unknown as MutablePolicy;
  copy.spec.ingress ??= [];
  copy.spec.egress ??= [];
  return copy;
}

function mutationsOf(policy: Policy, shop: ShopNetwork): Mutation[] {
  const { spec } = mutableCopy(policy);
  return [
    ...spec.policyTypes.map(
      (type): Mutation => [`without policyType ${type}`, (each) => remove(each.spec.policyTypes, type)],
    ),
    ...selectorMutations('podSelector', spec.podSelector, ({ spec: own }) => own.podSelector),
    ...(['ingress', 'egress'] as const).flatMap((direction) => [
      [`${direction}: a rule for everybody`, (each: MutablePolicy) => each.spec[direction].push({})] as Mutation,
      ...spec[direction].flatMap((rule, index) =>
        isAboutSomebody(policy, direction, index, shop) ? ruleMutations(direction, rule, index) : [],
      ),
    ]),
  ];
}

function isAboutSomebody(policy: Policy, direction: 'ingress' | 'egress', index: number, shop: ShopNetwork): boolean {
  const type: Direction = direction === 'ingress' ? 'Ingress' : 'Egress';
  const only: Policy = {
    ...policy,
    spec: { ...policy.spec, policyTypes: [type], [direction]: [policy.spec[direction]?.[index]] },
  };
  const network: Network = { ...shop.network, policies: [only] };
  const own = shop.pods.find((pod) => pod.name === ownerOf(policy));
  if (own === undefined) throw new Error(`NetworkPolicy ${policy.metadata.name}: selects no pod of the shop`);
  return [...shop.pods, ...shop.outsiders].some((peer) => admittedPorts(network, type, own, peer).length > 0);
}

function ownerOf({ spec }: Policy): string {
  const labels = spec.podSelector.matchLabels ?? {};
  return `${labels['app.kubernetes.io/name']}/${labels['app.kubernetes.io/component']}`;
}

function ruleMutations(direction: 'ingress' | 'egress', rule: MutableRule, index: number): Mutation[] {
  const key = direction === 'ingress' ? 'from' : 'to';
  const place = `${direction}[${index}]`;
  const of = (policy: MutablePolicy): MutableRule => policy.spec[direction][index] as MutableRule;
  return [
    [`without ${place}`, ({ spec }) => spec[direction].splice(index, 1)],
    [`${place} without ${key}`, (policy) => delete of(policy)[key]],
    [`${place} without ports`, (policy) => delete of(policy).ports],
    ...(rule.ports ?? []).flatMap((_, at): Mutation[] => [
      [`${place} with all ports of a protocol`, (policy) => delete of(policy).ports?.[at]?.port],
      [
        `${place} with one port more`,
        (policy) => {
          const port = of(policy).ports?.[at];
          if (port?.port !== undefined) port.endPort = port.port + 1;
        },
      ],
    ]),
    ...(rule[key] ?? []).flatMap((peer, at): Mutation[] => {
      const peerOf = (policy: MutablePolicy): MutablePeer => of(policy)[key]?.[at] as MutablePeer;
      const name = `${place}.${key}[${at}]`;
      return [
        [`without ${name}`, (policy) => of(policy)[key]?.splice(at, 1)],
        ...selectorMutations(`${name}.podSelector`, peer.podSelector, (policy) => peerOf(policy).podSelector),
        ...selectorMutations(
          `${name}.namespaceSelector`,
          peer.namespaceSelector,
          (policy) => peerOf(policy).namespaceSelector,
        ),
        ...(peer.namespaceSelector === undefined
          ? [
              [
                `${name} in every namespace`,
                (policy: MutablePolicy) => {
                  peerOf(policy).namespaceSelector = {};
                },
              ] as Mutation,
            ]
          : []),
      ];
    }),
  ];
}

function selectorMutations(
  name: string,
  selector: { matchLabels?: JsonObject } | undefined,
  of: (policy: MutablePolicy) => { matchLabels?: JsonObject } | undefined,
): Mutation[] {
  if (selector === undefined) return [];
  return [
    [`${name} empty`, (policy) => delete of(policy)?.matchLabels],
    ...Object.keys(selector.matchLabels ?? {}).map(
      (label): Mutation => [`${name} without ${label}`, (policy) => delete of(policy)?.matchLabels?.[label]],
    ),
  ];
}

function remove(list: string[], item: string): void {
  list.splice(list.indexOf(item), 1);
}
