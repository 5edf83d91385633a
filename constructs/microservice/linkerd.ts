import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { Edits } from '../synth';
import { allOf, type Condition, Guard, not, type Template } from '../template';
import { callersOf } from './callers';
import type { PublicDoor } from './mesh';
import type { ServiceContext } from './service-context';

const group = 'policy.linkerd.io';

/**
 * What Linkerd (2.16 and later) lets through to a service: a Server for its port, which refuses everybody, and an
 * authorization of the callers that the topology names, by their ServiceAccounts. Linkerd encrypts by itself and retries
 * nothing unless told to. Where nobody may call there is only the Server.
 */
export function linkerd(
  scope: Construct,
  context: ServiceContext,
  enabled: Condition,
  door: PublicDoor | undefined,
): void {
  const { declaration, topology, names, fullName } = context;
  const make = (
    id: string,
    kind: string,
    name: string,
    spec: object,
    when: Condition,
    version = 'v1alpha1',
  ): ApiObject => {
    const object = new ApiObject(scope, id, {
      apiVersion: `${group}/${version}`,
      kind,
      metadata: { name, labels: { ...context.labels } },
      spec,
    });
    Edits.of(object).guardObject(when);
    return object;
  };
  const server = `${fullName}-http`;
  make(
    'server',
    'Server',
    server,
    {
      podSelector: { matchLabels: { ...context.selector } },
      port: 'http',
      proxyProtocol: 'HTTP/1',
    },
    enabled,
    'v1beta3',
  );
  const authorize = (id: string, name: string, authentication: Template, when: Condition): void => {
    const policy = make(id, 'AuthorizationPolicy', name, { targetRef: { group, kind: 'Server', name: server } }, when);
    Edits.of(policy).set('/spec/requiredAuthenticationRefs', [authentication]);
  };

  const callers = callersOf(topology, declaration);
  if (callers.length > 0) {
    make(
      'callers',
      'MeshTLSAuthentication',
      fullName,
      {
        identityRefs: callers.map(({ name }) => ({ kind: 'ServiceAccount', name: names.name(name) })),
      },
      enabled,
    );
    authorize('linkerd', fullName, { group, kind: 'MeshTLSAuthentication', name: fullName }, enabled);
  }
  if (door === undefined) return;
  const open = door.open === undefined ? enabled : allOf(enabled, door.open);
  const everybody = `${fullName}-public`;
  make('everybody-in-mesh', 'MeshTLSAuthentication', everybody, { identities: ['*'] }, allOf(open, door.inMesh));
  make(
    'everybody',
    'NetworkAuthentication',
    everybody,
    { networks: [{ cidr: '0.0.0.0/0' }, { cidr: '::/0' }] },
    allOf(open, not(door.inMesh)),
  );
  authorize(
    'linkerd-public',
    everybody,
    new Guard(
      door.inMesh,
      { group, kind: 'MeshTLSAuthentication', name: everybody },
      { group, kind: 'NetworkAuthentication', name: everybody },
    ),
    open,
  );
}
