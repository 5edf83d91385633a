import type { JsonObject } from '../template';
import { identityOf, kindOf, metadataOf, type Refusal } from './refusal';

/** Kinds, with their API group, whose objects are pods that run, an address that others know, or data. */
const lasting = new Set([
  ...['DaemonSet.apps', 'Deployment.apps', 'StatefulSet.apps'],
  ...['HTTPRoute.gateway.networking.k8s.io', 'Ingress.networking.k8s.io', 'Service'],
  'PersistentVolumeClaim',
]);

/**
 * Objects that are gone and that somebody would miss. Whether they were removed or got another name, namespace or kind,
 * manifests cannot tell: a service that is renamed throughout has nothing in common with what it was.
 */
export function removalRefusals(gone: readonly JsonObject[]): Refusal[] {
  return gone
    .filter((object) => lasting.has(kindOf(object)))
    .map((object) => ({
      rule: 'removal',
      place: identityOf(object),
      found: 'it is gone',
      expected: 'the kind, namespace and name that are installed, as an upgrade renames nothing',
      fix: `keep it, or, if it shall be deleted, say so: --removed ${object.kind}/${metadataOf(object).name}`,
    }));
}

/**
 * The objects that are gone without being named, as `Kind/name` or `Kind/namespace/name`.
 * @throws Error where something is named that is not gone
 */
export function unnamed(gone: readonly JsonObject[], names: readonly string[]): JsonObject[] {
  const namesOf = (object: JsonObject): string[] => {
    const { namespace, name } = metadataOf(object);
    return [`${object.kind}/${name}`, `${object.kind}/${namespace}/${name}`];
  };
  const wrong = names.filter((name) => !gone.some((object) => namesOf(object).includes(name)));
  if (wrong.length > 0) {
    throw new Error(
      `--removed ${wrong.join(', ')}: found no such object among those that are gone, expected Kind/name or ` +
        'Kind/namespace/name of one of them; correct or remove it',
    );
  }
  return gone.filter((object) => !namesOf(object).some((name) => names.includes(name)));
}
