import { apiGroup } from '../synth';
import type { Json, JsonObject } from '../template';

/** A change that an upgrade must not make. */
export interface Refusal {
  readonly rule: 'rename' | 'removal' | 'scaler' | 'immutable field';
  /** Object and field, e.g. `Deployment shop/orders: spec.selector`. */
  readonly place: string;
  readonly found: string;
  readonly expected: string;
  readonly fix: string;
}

/** Kind, namespace and name of an object, as people write them; the API group where kinds of several may meet. */
export function identityOf(object: JsonObject): string {
  const { name, namespace } = metadataOf(object);
  const group = apiGroup(object.apiVersion);
  const kind = group.includes('.') && !group.endsWith('.k8s.io') ? `${object.kind}.${group}` : String(object.kind);
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** Kind of an object as kubectl takes it, `Deployment.apps`; in the core group the kind alone. */
export function kindOf({ apiVersion, kind }: JsonObject): string {
  const group = apiGroup(apiVersion);
  return group === '' ? String(kind) : `${kind}.${group}`;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export function metadataOf(object: JsonObject): Metadata {
  return object.metadata as unknown as Metadata;
}

/** One text for equal values, whatever the order of their keys; undefined for what is not there. */
export function canonicalText(value: Json | undefined): string | undefined {
  return value === undefined
    ? undefined
    : JSON.stringify(value, (_, member: Json) =>
        typeof member === 'object' && member !== null && !Array.isArray(member)
          ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
          : member,
      );
}
