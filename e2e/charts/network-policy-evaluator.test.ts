import { allowedPorts, type Endpoint, networkOf, type PodEndpoint, type Policy } from './network-policy-evaluator';
import { describePorts } from './port-ranges';

// Each case is a sentence of the API's documentation.
const pod = (labels: Record<string, string>, namespace = 'default', more: Partial<PodEndpoint> = {}): PodEndpoint => ({
  name: 'pod',
  namespace,
  labels,
  ...more,
});
const server = pod({ app: 'server' }, 'default', {
  ports: [
    { name: 'web', containerPort: 8080 },
    { name: 'dns', containerPort: 53, protocol: 'UDP' },
  ],
});
const client = pod({ app: 'client' });
const stranger = pod({ app: 'client' }, 'elsewhere');
const namespaces = { default: { team: 'a' }, elsewhere: { team: 'b' } };

function policy(spec: object, namespace = 'default'): Policy {
  return {
    metadata: { name: 'policy', namespace },
    spec: { podSelector: { matchLabels: { app: 'server' } }, ...spec },
  } as Policy;
}

function ports(policies: Policy[], from: Endpoint, to: Endpoint): string {
  return describePorts(allowedPorts(networkOf(policies, namespaces), from, to));
}

const toServer = (spec: object, from: Endpoint = client): string => ports([policy(spec)], from, server);

describe('isolation', () => {
  test('a pod that no policy selects lets everything in and out', () => {
    expect(ports([], client, server)).toBe('every port');
    expect(ports([policy({ policyTypes: ['Ingress', 'Egress'] })], client, stranger)).toBe('every port');
  });

  test('a policy without rules isolates what it selects, and nothing else', () => {
    const deny = [policy({ policyTypes: ['Ingress'] })];
    expect(ports(deny, client, server)).toBe('');
    expect(ports(deny, server, client)).toBe('every port');
  });

  test('an empty podSelector selects all pods of the namespace of the policy', () => {
    const deny = [policy({ podSelector: {}, policyTypes: ['Ingress'] })];
    expect(ports(deny, stranger, client)).toBe('');
    expect(ports(deny, client, stranger)).toBe('every port');
  });

  test('policies are added up, and a connection needs both its ends', () => {
    const web = policy({ policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 80 }] }] });
    const tls = policy({ policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 443 }] }] });
    const out = policy({
      podSelector: { matchLabels: { app: 'client' } },
      policyTypes: ['Egress'],
      egress: [{ ports: [{ port: 443 }, { port: 8443 }] }],
    });
    expect(ports([web, tls], client, server)).toBe('TCP 80, TCP 443');
    expect(ports([web, tls, out], client, server)).toBe('TCP 443');
  });
});

describe('policyTypes', () => {
  test('without them a policy is about ingress', () => {
    expect(ports([policy({})], client, server)).toBe('');
    expect(ports([policy({})], server, client)).toBe('every port');
  });

  test('without them a policy with egress rules is about egress too', () => {
    const both = [policy({ egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }] })];
    expect(ports(both, server, client)).toBe('UDP 53');
    expect(ports(both, client, server)).toBe('');
  });

  test('an empty list counts as none', () => {
    expect(ports([policy({ policyTypes: [] })], client, server)).toBe('');
  });

  test('rules of a direction that they do not name have no meaning', () => {
    expect(toServer({ policyTypes: ['Egress'], ingress: [{ ports: [{ port: 80 }] }] })).toBe('every port');
  });
});

describe('peers', () => {
  const from = (...peers: object[]): object => ({ ingress: [{ from: peers }] });

  test('a missing or empty list means everybody', () => {
    expect(toServer({ ingress: [{}] }, stranger)).toBe('every port');
    expect(toServer({ ingress: [{ from: [] }] }, stranger)).toBe('every port');
  });

  test('a podSelector alone selects pods in the namespace of the policy', () => {
    const spec = from({ podSelector: { matchLabels: { app: 'client' } } });
    expect(toServer(spec)).toBe('every port');
    expect(toServer(spec, stranger)).toBe('');
    expect(toServer(spec, pod({ app: 'other' }))).toBe('');
  });

  test('an empty podSelector selects all pods in the namespace of the policy', () => {
    expect(toServer(from({ podSelector: {} }), pod({}))).toBe('every port');
    expect(toServer(from({ podSelector: {} }), stranger)).toBe('');
  });

  test('a namespaceSelector alone selects all pods of the namespaces', () => {
    const spec = from({ namespaceSelector: { matchLabels: { team: 'b' } } });
    expect(toServer(spec, stranger)).toBe('every port');
    expect(toServer(spec)).toBe('');
  });

  test('an empty namespaceSelector selects all namespaces', () => {
    expect(toServer(from({ namespaceSelector: {} }), stranger)).toBe('every port');
    expect(toServer(from({ namespaceSelector: {} }), { name: 'internet', address: '203.0.113.1' })).toBe('');
  });

  test('both selectors in one peer must hold, in two peers either may', () => {
    const labels = { podSelector: { matchLabels: { app: 'client' } } };
    const namespace = { namespaceSelector: { matchLabels: { team: 'b' } } };
    expect(toServer(from({ ...labels, ...namespace }))).toBe('');
    expect(toServer(from({ ...labels, ...namespace }), stranger)).toBe('every port');
    expect(toServer(from(labels, namespace))).toBe('every port');
    expect(toServer(from(labels, namespace), stranger)).toBe('every port');
  });

  test('an ipBlock holds its addresses without the exceptions', () => {
    const spec = from({ ipBlock: { cidr: '172.17.0.0/16', except: ['172.17.1.0/24'] } });
    const at = (address: string): string => toServer(spec, { name: 'host', address });
    expect(at('172.17.0.9')).toBe('every port');
    expect(at('172.17.1.9')).toBe('');
    expect(at('172.18.0.9')).toBe('');
    expect(at('2001:db8::1')).toBe('');
    expect(toServer(from({ ipBlock: { cidr: '2001:db8::/64' } }), { name: 'host', address: '2001:db8::1' })).toBe(
      'every port',
    );
  });

  test('what the API server refuses is no peer', () => {
    expect(() => toServer(from({}))).toThrow('found a peer without selector and ipBlock');
    expect(() => toServer(from({ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }))).toThrow('beside a selector');
    expect(() => toServer(from({ podselector: {} }))).toThrow('found field podselector');
    expect(() => toServer({ ingress: [{ to: [] }] })).toThrow('found field to');
  });
});

describe('label selectors', () => {
  const from = (expression: object, labels: Record<string, string>): string =>
    toServer({ ingress: [{ from: [{ podSelector: { matchExpressions: [expression] } }] }] }, pod(labels));

  test.each([
    ['In', { app: 'a' }, true],
    ['In', { app: 'c' }, false],
    ['In', {}, false],
    ['NotIn', { app: 'a' }, false],
    ['NotIn', { app: 'c' }, true],
    ['NotIn', {}, true],
    ['Exists', { app: 'c' }, true],
    ['Exists', {}, false],
    ['DoesNotExist', { app: 'c' }, false],
    ['DoesNotExist', {}, true],
  ])('%s with %j: %s', (operator, labels, expected) => {
    const values = operator.endsWith('In') ? ['a', 'b'] : undefined;
    expect(from({ key: 'app', operator, values }, labels)).toBe(expected ? 'every port' : '');
  });

  test('an operator that does not exist is refused', () => {
    expect(() => from({ key: 'app', operator: 'Gt', values: ['1'] }, { app: '2' })).toThrow('found operator Gt');
  });
});

describe('ports', () => {
  const at = (...list: object[]): string => toServer({ ingress: [{ ports: list }] });

  test('a missing or empty list means all', () => {
    expect(toServer({ ingress: [{ ports: [] }] })).toBe('every port');
  });

  test('the protocol is TCP unless another is given', () => {
    expect(at({ port: 80 })).toBe('TCP 80');
    expect(at({ port: 80, protocol: 'SCTP' })).toBe('SCTP 80');
  });

  test('without a number all ports of the protocol match', () => {
    expect(at({ protocol: 'UDP' })).toBe('UDP 1-65535');
  });

  test('a range includes its end', () => {
    expect(at({ port: 32_000, endPort: 32_768 })).toBe('TCP 32000-32768');
    expect(() => at({ port: 80, endPort: 79 })).toThrow('found endPort 79');
    expect(() => at({ port: 'web', endPort: 90 })).toThrow('found endPort 90');
    expect(() => at({ endPort: 90 })).toThrow('found endPort 90');
  });

  test('a name is that of a port of the receiving pod, with its protocol', () => {
    expect(at({ port: 'web' })).toBe('TCP 8080');
    expect(at({ port: 'dns', protocol: 'UDP' })).toBe('UDP 53');
    expect(at({ port: 'dns' })).toBe('');
    expect(at({ port: 'metrics' })).toBe('');
    const out = policy({
      podSelector: { matchLabels: { app: 'client' } },
      policyTypes: ['Egress'],
      egress: [{ ports: [{ port: 'web' }] }],
    });
    expect(ports([out], client, server)).toBe('TCP 8080');
    expect(ports([out], client, { name: 'host', address: '192.0.2.1' })).toBe('');
  });

  test('entries are alternatives', () => {
    expect(at({ port: 80 }, { port: 81 }, { port: 90 })).toBe('TCP 80-81, TCP 90');
  });

  test('an unknown protocol is refused', () => {
    expect(() => at({ protocol: 'ICMP' })).toThrow('found protocol ICMP');
  });
});
