import type { Json, JsonObject } from '../template';
import { canonicalText, identityOf, kindOf, metadataOf, type Refusal } from './refusal';

/** Labels that change with each release and say nothing about what an object is. */
const versionLabels = new Set(['helm.sh/chart', 'app.kubernetes.io/version', 'app.kubernetes.io/managed-by']);

/**
 * Objects that are gone while one like them is new: an upgrade would delete the old one, and with it its pods, its
 * address or its data. Objects that are named by the hash of their content get a new name with each change, as they
 * should.
 */
export function renameRefusals(gone: readonly JsonObject[], added: readonly JsonObject[]): Refusal[] {
  const candidates = added.filter((after) => !gone.some((before) => isNextOf(before, after)));
  return gone.flatMap((before) => {
    if (added.some((after) => isNextOf(before, after))) return [];
    const index = candidates.findIndex((after) => isLike(before, after));
    if (index < 0) return [];
    const [after] = candidates.splice(index, 1) as [JsonObject];
    return [
      {
        rule: 'rename',
        place: identityOf(before),
        found: `it is gone, and ${identityOf(after)} is new with the same ${likenessOf(after).what}`,
        expected: 'the name that is installed',
        fix: 'keep the name, or release both side by side and remove the old one in a later release',
      } satisfies Refusal,
    ];
  });
}

/** Both are named by the hash of their content, and only the hash differs. */
function isNextOf(before: JsonObject, after: JsonObject): boolean {
  return (
    kindOf(before) === kindOf(after) && withoutHash(before) !== undefined && withoutHash(before) === withoutHash(after)
  );
}

function isLike(before: JsonObject, after: JsonObject): boolean {
  if (kindOf(before) !== kindOf(after)) return false;
  if (metadataOf(before).namespace !== metadataOf(after).namespace) return false;
  const [a, b] = [likenessOf(before), likenessOf(after)];
  return a.what === b.what && a.text !== undefined && a.text === b.text;
}

/** What tells that two objects are one under two names: the pods that they are about, or else their labels. */
function likenessOf(object: JsonObject): { what: string; text: string | undefined } {
  const spec = (object.spec ?? {}) as JsonObject;
  const selector: Json | undefined = spec.selector ?? spec.podSelector;
  if (selector !== undefined && selector !== null && Object.keys(selector).length > 0)
    return { what: 'selector', text: canonicalText(selector) };
  const labels = Object.entries(metadataOf(object).labels ?? {}).filter(([key]) => !versionLabels.has(key));
  return { what: 'labels', text: labels.length === 0 ? undefined : canonicalText(Object.fromEntries(labels)) };
}

function withoutHash(object: JsonObject): string | undefined {
  const { name, namespace } = metadataOf(object);
  const base = /^(.+)-[0-9a-f]{10}$/.exec(name)?.[1];
  return base === undefined ? undefined : `${namespace}/${base}`;
}
