import type { JsonObject } from '@flotilla/constructs';
import type { LabelSelector } from './label-selector';

/** A selector of pods inside of an object. */
export interface PodSelector {
  /** `Service/orders: spec.selector`. */
  readonly place: string;
  readonly kind: string;
  readonly selector: LabelSelector;
}

const topLevel: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'selector'],
  StatefulSet: ['spec', 'selector'],
  DaemonSet: ['spec', 'selector'],
  PodDisruptionBudget: ['spec', 'selector'],
  NetworkPolicy: ['spec', 'podSelector'],
};

/** What each object is about: the pods that it makes, serves, protects or isolates. */
export function subjectsOf(objects: readonly JsonObject[]): PodSelector[] {
  return objects.flatMap((object) => {
    const kind = String(object.kind);
    const name = `${kind}/${(object.metadata as { name: string }).name}`;
    if (kind === 'Service') {
      const { selector } = object.spec as { selector?: Record<string, string> };
      if (selector === undefined) throw new Error(`${name}: found no selector, expected one`);
      return [{ place: `${name}: spec.selector`, kind, selector: { matchLabels: selector } }];
    }
    const path = topLevel[kind];
    if (path === undefined) return [];
    const selector = path.reduce<unknown>((value, key) => (value as JsonObject)[key], object) as LabelSelector;
    return [{ place: `${name}: ${path.join('.')}`, kind, selector }];
  });
}

/** Every label selector anywhere in the objects: of subjects, peers, affinities, spreads. */
export function everySelector(objects: readonly JsonObject[]): PodSelector[] {
  const found: PodSelector[] = [];
  const visit = (value: unknown, kind: string, place: string): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      const here = `${place}.${key}`;
      if (isSelector(key, member)) found.push({ place: here, kind, selector: member });
      else visit(member, kind, here);
    }
  };
  for (const object of objects) {
    const kind = String(object.kind);
    const { name } = object.metadata as { name: string };
    // What extra or mesh objects select is no pod of this API group, but the same labels.
    visit(object, kind, `${kind}/${name}`);
    if (kind === 'Service') {
      found.push({
        place: `Service/${name}.spec.selector`,
        kind,
        selector: { matchLabels: (object.spec as { selector: Record<string, string> }).selector },
      });
    }
  }
  return found;
}

function isSelector(key: string, value: unknown): value is LabelSelector {
  return (
    key !== 'namespaceSelector' &&
    typeof value === 'object' &&
    value !== null &&
    ('matchLabels' in value || 'matchExpressions' in value)
  );
}
