import { isDeepStrictEqual } from 'node:util';
import { fieldOf } from '../testing';
import { topologyOf } from '../topology';
import { catalog, cellar, desk, expectHelmToAgree, front, render, serviceChart, testWithHelm } from './test-fleet';

const chart = serviceChart(desk);
const elsewhere = {
  nats: { url: 'nats://broker.example:4333' },
  networkPolicy: { nats: { cidr: '10.1.0.0/16', port: 4333 }, database: { cidr: 'fd00::/8', port: 6432 } },
  autoscaling: { scaler: 'keda', keda: { natsMonitoringEndpoint: 'broker.example:8222' } },
};

/** The rules of egress that lead to a port. */
function egressTo(port: number, values: object, { policy = 'eu-desk', of = chart } = {}): unknown[] {
  const rules = fieldOf(render(of, values as never).one('NetworkPolicy', policy), '/spec/egress');
  return (rules as { ports?: { port: number }[]; to: unknown[] }[])
    .filter(({ ports }) => ports?.some((each) => each.port === port))
    .flatMap(({ to }) => to);
}

const podsOf = (name: string) => ({
  podSelector: {
    matchLabels: {
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/instance': 'eu',
      'app.kubernetes.io/component': 'server',
    },
  },
});

test('the broker and the database are those of the release, unless values say where they are', () => {
  expect(egressTo(4222, {})).toEqual([podsOf('nats')]);
  expect(egressTo(5432, {})).toEqual([podsOf('postgresql')]);
  expect(egressTo(4333, elsewhere)).toEqual([{ ipBlock: { cidr: '10.1.0.0/16' } }]);
  expect(egressTo(6432, elsewhere)).toEqual([{ ipBlock: { cidr: 'fd00::/8' } }]);
  expect([...egressTo(4222, elsewhere), ...egressTo(5432, elsewhere)]).toEqual([]);
});

test('further ways out are those of scheduled jobs and of helm test too', () => {
  const operator = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'databases' } } };
  const extraEgress = [{ to: [operator], ports: [{ port: 6000, protocol: 'TCP' }] }];
  for (const policy of ['eu-desk', 'eu-desk-job', 'eu-desk-test']) {
    expect(egressTo(6000, { networkPolicy: { extraEgress } }, { policy })).toEqual([operator]);
  }
});

test('a broker elsewhere is refused without a way to it, and a way without the broker', () => {
  const refused = (values: object) => expect(() => render(chart, values as never));
  const { url } = elsewhere.nats;
  const [nats, cidr] = [{ url }, '10.1.0.0/16'];
  refused({ nats }).toThrow(/value networkPolicy\.nats\.cidr: is empty while nats\.url names a NATS/);
  refused({ networkPolicy: { nats: { cidr } } }).toThrow(/value nats\.url: is empty while networkPolicy\.nats\.cidr/);
  refused({ nats, networkPolicy: { nats: { cidr } } }).not.toThrow();
  refused({ nats, networkPolicy: { extraEgress: [{ to: [{ podSelector: {} }] }] } }).not.toThrow();
  refused({ nats, networkPolicy: { enabled: false } }).not.toThrow();
});

test('KEDA asks the broker that values name', () => {
  const triggers = (values: object) =>
    fieldOf(render(chart, values as never).one('ScaledObject'), '/spec/triggers') as {
      type: string;
      metadata: { natsServerMonitoringEndpoint?: string };
    }[];
  const endpoints = (values: object) =>
    triggers(values).flatMap(({ metadata }) => metadata.natsServerMonitoringEndpoint ?? []);
  expect(new Set(endpoints({ autoscaling: { scaler: 'keda' } }))).toEqual(new Set(['eu-nats-monitor.shops.svc:8222']));
  expect(new Set(endpoints(elsewhere))).toEqual(new Set(['broker.example:8222']));
});

testWithHelm('Helm gives the same objects', () => {
  expectHelmToAgree(chart, [elsewhere as never]);
});

test('a peer is reached at its own port', () => {
  const moved = { ...catalog, http: { ...catalog.http, port: 3100 } };
  const topology = topologyOf([front, moved, desk, cellar]);
  const caller = serviceChart(desk, { topology });
  expect(egressTo(3100, {}, { of: caller })).toEqual([podsOf('catalog')]);
  expect(egressTo(3000, {}, { of: caller })).toEqual([]);
  const { ingress } = render(serviceChart(moved, { topology })).one('NetworkPolicy', 'eu-catalog').spec as {
    ingress: { from: unknown[]; ports: { port: number }[] }[];
  };
  const portOf = (caller: string) => ingress.find(({ from }) => isDeepStrictEqual(from, [podsOf(caller)]))?.ports;
  for (const name of ['front', 'desk']) expect(portOf(name)).toMatchObject([{ port: 3100 }]);
});
