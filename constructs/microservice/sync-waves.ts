import type { ApiObject } from 'cdk8s';
import { Edits } from '../synth';

// What others need comes first, what only looks at others last. Jobs and the servers of the platform say their wave
// themselves: bootstrap before the servers, provisioner and migrations after them. Argo CD waits for the health of a wave before it goes on.
const waves: Readonly<Record<string, number>> = {
  AuthorizationPolicy: -5,
  ConfigMap: -5,
  ExternalSecret: -5,
  MeshTLSAuthentication: -5,
  NetworkAuthentication: -5,
  NetworkPolicy: -5,
  PeerAuthentication: -5,
  Role: -5,
  RoleBinding: -5,
  Secret: -5,
  Server: -5,
  ServiceAccount: -5,
  VirtualService: -5,
  Service: -4,
  HorizontalPodAutoscaler: 1,
  HTTPRoute: 1,
  Ingress: 1,
  PodDisruptionBudget: 1,
  PrometheusRule: 1,
  ScaledObject: 1,
  ServiceMonitor: 1,
};

const builtInGroups = /^(v1|[a-z]+\/v[0-9a-z]+|([a-z]+\.)+k8s\.io\/v[0-9a-z]+)$/;

/**
 * Annotations for Argo CD: the sync wave of the object, and for kinds of an operator that a cluster may not know yet,
 * that a dry run does not fail on them. Helm and kubectl do not look at them.
 */
export function annotateForArgoCd(object: ApiObject): void {
  const edits = Edits.of(object);
  const wave = waves[object.kind];
  if (wave !== undefined) edits.set('/metadata/annotations/argocd.argoproj.io~1sync-wave', String(wave));
  const custom = !builtInGroups.test(object.apiVersion) || object.apiVersion.startsWith('gateway.networking.k8s.io/');
  if (custom) {
    edits.set('/metadata/annotations/argocd.argoproj.io~1sync-options', 'SkipDryRunOnMissingResource=true');
  }
}
