import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { internalPrefix } from '../declaration';
import { Edits } from '../synth';
import { allOf, type Condition, expressionOf, Guard, not, type Template, Text } from '../template';
import { release } from '../values';
import { type Caller, callersOf, type Request } from './callers';
import type { PublicDoor } from './mesh';
import type { ServiceContext } from './service-context';

export interface IstioProps {
  readonly enabled: Condition;
  /** Refuse nothing: plain text passes, and whoever sends it. */
  readonly permissive: Condition;
  /** None where the service is not reached from outside. */
  readonly door: PublicDoor | undefined;
}

/**
 * What Istio (1.22 and later, for parameters in paths) lets through to a service: mutual TLS only, and requests by the
 * callers, methods and paths of the topology. What no rule names is refused, so a service that nobody calls answers
 * nobody.
 */
export function istio(scope: Construct, context: ServiceContext, { enabled, permissive, door }: IstioProps): void {
  const { declaration, topology } = context;
  const callers = callersOf(topology, declaration);
  peerAuthentication(scope, context, { enabled, permissive, door });
  authorizationPolicy(scope, context, allOf(enabled, not(permissive)), callers, door);
  if (callers.length > 0 || door !== undefined) virtualService(scope, context, enabled);
}

function peerAuthentication(
  scope: Construct,
  context: ServiceContext,
  { enabled, permissive, door }: IstioProps,
): void {
  const { http } = context.declaration;
  const object = new ApiObject(scope, 'peer-authentication', {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: context.fullName, labels: { ...context.labels } },
    spec: {
      selector: { matchLabels: { ...context.selector } },
      // Prometheus asks for metrics here, and is seldom part of the mesh.
      portLevelMtls: { [http.adminPort]: { mode: 'PERMISSIVE' } },
    },
  });
  const edits = Edits.of(object)
    .guardObject(enabled)
    .set('/spec/mtls', { mode: new Guard(permissive, 'PERMISSIVE', 'STRICT') });
  if (door === undefined) return;
  const plainText = door.open === undefined ? not(door.inMesh) : allOf(door.open, not(door.inMesh));
  edits.set(`/spec/portLevelMtls/${http.port}`, new Guard(plainText, { mode: 'PERMISSIVE' }));
}

function authorizationPolicy(
  scope: Construct,
  context: ServiceContext,
  enabled: Condition,
  callers: readonly Caller[],
  door: PublicDoor | undefined,
): void {
  const { http } = context.declaration;
  const object = new ApiObject(scope, 'istio', {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: context.fullName, labels: { ...context.labels } },
    spec: { selector: { matchLabels: { ...context.selector } }, action: 'ALLOW' },
  });
  const port = String(http.port);
  Edits.of(object)
    .guardObject(enabled)
    .set('/spec/rules', [
      { to: [{ operation: { ports: [String(http.adminPort)], methods: ['GET'] } }] },
      ...callers.map(({ name, requests }) => ({
        from: [{ source: { principals: [principal(context, name)] } }],
        to: operations(requests, port),
      })),
      ...(door === undefined ? [] : [doorRule(context, callers, door)]),
    ]);
}

/**
 * Requests from outside: from whomever is no service of the topology, because those may only send what they declare. A
 * service that is always open answers every path, as a gateway does; else its public routes only.
 */
function doorRule(
  { declaration, topology, ...context }: ServiceContext,
  callers: readonly Caller[],
  { open }: PublicDoor,
): Template {
  const allowed = new Set([declaration.name, ...callers.map(({ name }) => name)]);
  const others = topology.services.map(({ name }) => name).filter((name) => !allowed.has(name));
  const port = String(declaration.http.port);
  const rule: Template = {
    ...(others.length === 0
      ? {}
      : { from: [{ source: { notPrincipals: others.map((name) => principal(context, name)) } }] }),
    to: open === undefined ? [{ operation: { ports: [port] } }] : operations(declaration.http.routes, port),
  };
  return open === undefined ? rule : new Guard(open, rule);
}

/** Identity of a service of this release; `cluster.local` stands for whatever the mesh's trust domain is. */
function principal({ names }: Pick<ServiceContext, 'names'>, service: string): Template {
  return new Text(['cluster.local/ns/', release.namespace, '/sa/', expressionOf(names.name(service))]);
}

/** Requests, as one operation for each method; who may GET may ask for HEAD. */
function operations(requests: readonly Request[], port: string): Template[] {
  const paths = new Map<string, Set<string>>();
  for (const { method, path } of requests) paths.set(method, (paths.get(method) ?? new Set()).add(pathTemplate(path)));
  return [...paths.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([method, set]) => ({
      operation: { ports: [port], methods: method === 'GET' ? ['GET', 'HEAD'] : [method], paths: [...set].sort() },
    }));
}

/** `/orders/{id}` as Istio writes it: `/orders/{*}`, one segment. */
function pathTemplate(path: string): string {
  return path.replace(/\{[^}]*\}/g, '{*}');
}

/**
 * Gives a call the timeout of its edge, and switches off the retries that Istio adds to every route. The caller's client
 * retries already, safe operations only, within a budget and before its breaker: a second layer would multiply them, and
 * repeat what must not be repeated. Each of its attempts is a request of its own here, with the same timeout. What is
 * forwarded has none: Envoy counts the whole answer, the gateway only its head, because a client may read slowly.
 */
function virtualService(scope: Construct, context: ServiceContext, enabled: Condition): void {
  const { declaration, topology, names } = context;
  const calls = (topology.incoming.get(declaration.name) ?? []).filter((edge) => edge.kind === 'call');
  const plain = { retries: { attempts: 0 }, route: [{ destination: { host: context.fullName } }] };
  const object = new ApiObject(scope, 'virtual-service', {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: context.fullName, labels: { ...context.labels } },
    spec: {
      hosts: [context.fullName],
      http: [
        ...calls.map(({ from, policy }) => ({
          match: [{ sourceLabels: { ...names.selector(from) }, uri: { prefix: internalPrefix } }],
          timeout: `${policy.timeoutMs / 1_000}s`,
          ...plain,
        })),
        plain,
      ],
    },
  });
  Edits.of(object).guardObject(enabled);
}
