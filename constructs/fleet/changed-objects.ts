import { isDeepStrictEqual } from 'node:util';
import { App } from 'cdk8s';
import { type CompiledChart, compileChart, contentsOf, HelmChart } from '../helm';
import { Microservice } from '../microservice';
import { Platform } from '../platform';
import { brokerPermissions, type ChangedObject, type Topology, usesBroker } from '../topology';

/**
 * Objects that follow from a topology and differ between two of them, behind whatever switch they stand. They are
 * compared as the constructs make them, so that nothing is left out; what charts add by themselves is not among them.
 */
export function changedObjects(before: Topology, after: Topology): ChangedObject[] {
  const names = [...new Set([...before.byName.keys(), ...after.byName.keys()])].sort();
  const exposed = (name: string): boolean => isEntrance(before, name) || isEntrance(after, name);
  return [
    ...names
      .filter((name) => !isDeepStrictEqual(sightOf(before, name, exposed(name)), sightOf(after, name, exposed(name))))
      .flatMap((name) =>
        compare(
          name,
          [before, after].map((topology) => serviceChart(topology, name, exposed(name))),
          (id) => ({ of: name, why: reasonsOfService[id] ?? reasonOfJob(id) }),
        ),
      ),
    ...compare('platform', [before, after].map(platformChart), (id) => {
      const [of, object] = id.includes('/') ? (id.split('/') as [string, string]) : ['platform', id];
      const users = id === 'nats/nats-config' ? changedUsers(before, after) : [];
      const permissions = users.length > 0 ? `permissions of ${users.join(', ')}` : undefined;
      return { of, why: permissions ?? reasonsOfPlatform[object] ?? otherwise };
    }),
  ];
}

const otherwise = 'what follows from the declarations';

/** Why an object of a service may differ, by the id of its construct. */
const reasonsOfService: Readonly<Record<string, string>> = {
  config: 'configuration, and addresses of the services it calls',
  role: 'what it may ask of the API server',
  'role-binding': 'what it may ask of the API server',
  deployment: 'ports, configuration and credentials of its pods',
  'admin-service': 'port of health and metrics',
  'scaled-object': 'triggers for the backlog of its consumers, with KEDA',
  'network-policy': 'whom it may reach and who may reach it',
  'network-policy-job': 'whom its jobs may reach',
  'network-policy-migration': 'whom its migrations may reach',
  'network-policy-test': 'whom its test may reach',
  'external-secret': 'secrets that it reads, with External Secrets',
  'migration-job': 'migrates its database',
  'prometheus-rule': 'what is worth an alert, where alerts are on',
  dashboard: 'what its dashboard shows, where it is on',
  'peer-authentication': 'ports that ask for mutual TLS, with Istio',
  istio: 'who may call it, and with what, with Istio',
  'virtual-service': 'timeouts of the calls to it, with Istio',
  callers: 'who may call it, with Linkerd',
  linkerd: 'who may call it, with Linkerd',
};

function reasonOfJob(id: string): string {
  return id.startsWith('cron-job-') ? `runs ${id.slice('cron-job-'.length)}` : otherwise;
}

/** The same for an object of the platform. */
const reasonsOfPlatform: Readonly<Record<string, string>> = {
  'nats-config': 'users of the broker, and what they may do',
  'stateful-set': 'refers to the configuration and the public keys of its users',
  'network-policy': 'who may reach it, and whom it may reach',
  'provisioner-input': 'streams, durable consumers and databases',
  'bootstrap-input': 'Secrets that are made where they are missing',
  role: 'which Secrets it may see',
  job: 'makes what its ConfigMap lists',
  'external-secret': 'credentials of the broker and the databases, with External Secrets',
};

/** Requests from outside come to a gateway, or to a service with routes that no gateway forwards to. */
function isEntrance({ byName, incoming }: Topology, name: string): boolean {
  const service = byName.get(name);
  if (service === undefined) return false;
  const isBehind = (incoming.get(name) ?? []).some(({ kind }) => kind === 'forward');
  return Object.keys(service.forwards ?? {}).length > 0 || (service.http.routes.length > 0 && !isBehind);
}

/**
 * All of a topology that the chart of a service could be made from: only where that differs, charts are made, which take
 * some time. A door also tells the other services from strangers.
 */
function sightOf({ byName, incoming, outgoing }: Topology, name: string, exposed: boolean): unknown {
  const edges = [...(incoming.get(name) ?? []), ...(outgoing.get(name) ?? [])];
  const neighbours = [...new Set([name, ...edges.flatMap(({ from, to }) => [from, to])])].sort();
  return [edges, neighbours.map((each) => byName.get(each)), exposed ? [...byName.keys()] : []];
}

const chartProps = { version: '0.0.0', appVersion: '0.0.0', description: 'To be compared.', source: 'declarations' };

function serviceChart(topology: Topology, name: string, exposed: boolean): CompiledChart | undefined {
  const declaration = topology.byName.get(name);
  if (declaration === undefined) return undefined;
  const chart = new HelmChart(new App(), name, chartProps);
  new Microservice(chart, 'service', { declaration, topology, exposed });
  return compileChart(chart);
}

/** None where nobody needs a broker: there is no platform then. */
function platformChart(topology: Topology): CompiledChart | undefined {
  if (!topology.services.some(usesBroker)) return undefined;
  const chart = new HelmChart(new App(), 'platform', chartProps);
  new Platform(chart, 'platform', { topology });
  return compileChart(chart);
}

function compare(
  what: string,
  [before, after]: readonly (CompiledChart | undefined)[],
  reasonOf: (id: string) => Pick<ChangedObject, 'of' | 'why'>,
): ChangedObject[] {
  if (before === undefined || after === undefined) {
    const whole = (change: 'new' | 'gone'): ChangedObject[] => [
      { change, kind: 'all objects', of: what, why: `the ${what === 'platform' ? what : 'service'} is ${change}` },
    ];
    return before === after ? [] : whole(before === undefined ? 'new' : 'gone');
  }
  const [old, now] = [contentsOf(before), contentsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((path): ChangedObject[] => {
    const [first, second] = [old.get(path), now.get(path)];
    if (isDeepStrictEqual(first, second)) return [];
    const change = first === undefined ? 'new' : second === undefined ? 'gone' : 'changed';
    return [{ change, kind: (second ?? first)?.kind as string, ...reasonOf(idOf(path)) }];
  });
}

/** `letters/service/deployment/Resource` → `deployment`, `platform/platform/nats/job` → `nats/job`. */
function idOf(path: string): string {
  return path
    .split('/')
    .slice(2)
    .filter((part) => part !== 'Resource')
    .join('/');
}

function changedUsers(before: Topology, after: Topology): string[] {
  const [old, now] = [before, after].map(
    (topology) => new Map(brokerPermissions(topology).map(({ name, ...grants }) => [name, grants])),
  ) as [Map<string, object>, Map<string, object>];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((user) => !isDeepStrictEqual(old.get(user), now.get(user)))
    .sort();
}
