import { ApiObject } from 'cdk8s';
import type { Deployment } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Edits } from '../synth';
import {
  allOf,
  type Condition,
  Equals,
  expressionOf,
  Guard,
  HasKey,
  not,
  type TemplateObject,
  Text,
} from '../template';
import { usesBroker } from '../topology';
import type { Values } from '../values';
import { directIngressEnabled } from './ingress-values';
import { istio } from './istio';
import { linkerd } from './linkerd';
import { brokerServer, serverAddress } from './servers';
import type { ServiceContext } from './service-context';

/** Which service mesh the pods are part of. At most one. */
export interface Mesh {
  readonly istio: Condition;
  readonly linkerd: Condition;
}

/** How requests from outside the topology come to a service. */
export interface PublicDoor {
  /** @default - the door is always open */
  readonly open?: Condition;
  /** Whoever leads requests here is part of the mesh, so that plain text can be refused. */
  readonly inMesh: Condition;
}

export function meshValue(values: Values): Mesh {
  const mesh = values.global.text('mesh', {
    default: 'none',
    oneOf: ['none', 'istio', 'linkerd'],
    description:
      'Service mesh that the pods join: mutual TLS, and only declared calls are let through. The mesh itself must be installed, with its CNI plugin: Pod Security restricted refuses the init containers of one without.',
  });
  return { istio: new Equals(mesh, 'istio'), linkerd: new Equals(mesh, 'linkerd') };
}

/** The mesh refuses nothing yet. */
function meshPermissive(values: Values): Condition {
  return values.global.flag('meshPermissive', {
    default: false,
    description:
      'The pods join the mesh, which refuses nothing: the step between without and with a mesh while a release serves.',
  });
}

/** What the sidecars of a mesh must reach. */
export interface ControlPlane {
  /** Key of the value with the labels of its namespace, below `networkPolicy`. */
  readonly key: string;
  readonly who: string;
  /** Default name of its namespace. */
  readonly namespace: string;
  readonly used: Condition;
  readonly ports: readonly number[];
  /** The pod of `helm test` has a sidecar too. */
  readonly joinedForTest: boolean;
}

/** Of istiod its discovery over TLS; of Linkerd its services for identity, destinations and policies. */
export function controlPlanes(values: Values): ControlPlane[] {
  const which = meshValue(values);
  return [
    {
      key: 'istio',
      who: 'istiod',
      namespace: 'istio-system',
      used: which.istio,
      ports: [15_012],
      joinedForTest: true,
    },
    {
      key: 'linkerd',
      who: 'the control plane of Linkerd',
      namespace: 'linkerd',
      used: which.linkerd,
      ports: [8_080, 8_086, 8_090],
      joinedForTest: false,
    },
  ];
}

/** Whoever leads requests from outside here is part of the mesh. */
export function ingressInMesh(values: Values): Condition {
  return values.at('mesh').describe('The service mesh, where global.mesh names one.').flag('ingressInMesh', {
    default: false,
    description: 'The ingress controller is part of the mesh: the public port then refuses plain text.',
  });
}

/** The door of a service that is reached from outside always, or only past the gateway; none for all others. */
export function publicDoor(values: Values, how: 'exposed' | 'directly exposed' | 'inside'): PublicDoor | undefined {
  if (how === 'inside') return undefined;
  const inMesh = ingressInMesh(values);
  return how === 'exposed' ? { inMesh } : { inMesh, open: directIngressEnabled(values) };
}

/**
 * Makes the server's pods part of the mesh, and lets through what is declared: strict mutual TLS, and authorization by
 * the callers' ServiceAccounts, neither of which a caller passes before it has a sidecar itself. The admin port stays as
 * it is without a mesh: the kubelet and Prometheus ask there, both from outside the mesh, and the network policy says
 * who may.
 */
export function mesh(
  scope: Construct,
  context: ServiceContext,
  server: Deployment,
  door: PublicDoor | undefined,
): void {
  const which = meshValue(context.values);
  const pod = '/spec/template/metadata';
  const edits = Edits.of(ApiObject.of(server))
    .set(`${pod}/labels/sidecar.istio.io~1inject`, new Guard(which.istio, 'true'))
    .set(`${pod}/annotations/linkerd.io~1inject`, new Guard(which.linkerd, 'enabled'));
  if (usesBroker(context.declaration)) passBrokerBy(edits, context, pod);
  const permissive = meshPermissive(context.values);
  istio(scope, context, { enabled: which.istio, permissive, door });
  linkerd(scope, context, allOf(which.linkerd, not(permissive)), door);
}

/**
 * Leads connections to the broker past the sidecar. NATS speaks first, so a sidecar that looks for the protocol waits for
 * the client, as Linkerd does, whose opaque ports have not this one, and Istio for a host that is not in its registry.
 * What the values say of ports comes in place of it.
 */
function passBrokerBy(edits: Edits, { values }: ServiceContext, pod: string): void {
  const which = meshValue(values);
  const port = new Text([expressionOf(String(serverAddress(values, brokerServer).port))]);
  const annotate = (key: string, joined: Condition): void => {
    const given = new HasKey([...values.path, 'podAnnotations'], key);
    edits.set(`${pod}/annotations/${key.replace('/', '~1')}`, new Guard(allOf(joined, not(given)), port));
  };
  annotate('traffic.sidecar.istio.io/excludeOutboundPorts', which.istio);
  annotate('config.linkerd.io/skip-outbound-ports', which.linkerd);
}

/**
 * Labels and annotations for pods that end by themselves and talk to no service: a sidecar would keep them from ending.
 */
export function outsideMesh(values: Values): { readonly labels: TemplateObject; readonly annotations: TemplateObject } {
  const which = meshValue(values);
  return {
    labels: { 'sidecar.istio.io/inject': new Guard(which.istio, 'false') },
    annotations: { 'linkerd.io/inject': new Guard(which.linkerd, 'disabled') },
  };
}

/**
 * The same for the pod of `helm test`: strict mutual TLS of Istio answers only who has a sidecar, so it gets one that
 * ends with it (Istio 1.24 and later). Linkerd refuses it with 403, which is an answer.
 */
export function joinForTest(pod: ApiObject, values: Values): void {
  const which = meshValue(values);
  Edits.of(pod)
    .set('/metadata/labels/sidecar.istio.io~1inject', new Guard(which.istio, 'true'))
    .set('/metadata/annotations/sidecar.istio.io~1nativeSidecar', new Guard(which.istio, 'true'))
    .set('/metadata/annotations/linkerd.io~1inject', new Guard(which.linkerd, 'disabled'));
}
