import type { JsonObject } from '../template';
import { immutableFieldRefusals } from './immutable-fields';
import { canonicalText, identityOf, type Refusal } from './refusal';
import { removalRefusals, unnamed } from './removals';
import { renameRefusals } from './renames';
import { scalerRefusals } from './scalers';

/** What an upgrade from one set of objects to another would do. */
export interface ReleaseComparison {
  /** What it must not do; empty where the upgrade may go ahead. */
  readonly refusals: readonly Refusal[];
  /** Objects that are new, gone, or changed, as `Kind namespace/name`; sorted. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/**
 * Compares the objects of an installed release with those of the next one, without a cluster.
 * @param mayGo objects that shall be deleted, as `Kind/name` or `Kind/namespace/name`. @default - none
 */
export function compareReleases(
  before: readonly JsonObject[],
  after: readonly JsonObject[],
  mayGo: readonly string[] = [],
): ReleaseComparison {
  const [old, now] = [byIdentity(before, 'old'), byIdentity(after, 'new')];
  const gone = [...old].filter(([identity]) => !now.has(identity));
  const added = [...now].filter(([identity]) => !old.has(identity));
  const kept = [...now].flatMap(([identity, object]) => {
    const installed = old.get(identity);
    return installed === undefined || canonicalText(installed) === canonicalText(object)
      ? []
      : [{ identity, installed, object }];
  });
  const objectsOf = (entries: readonly [string, JsonObject][]): JsonObject[] => entries.map(([, object]) => object);
  const missed = unnamed(objectsOf(gone), mayGo);
  const renames = renameRefusals(missed, objectsOf(added));
  const renamed = new Set(renames.map(({ place }) => place));
  return {
    refusals: [
      ...renames,
      ...removalRefusals(missed).filter(({ place }) => !renamed.has(place)),
      ...scalerRefusals(missed, objectsOf(added)),
      ...kept.flatMap(({ installed, object }) => immutableFieldRefusals(installed, object)),
    ],
    added: added.map(([identity]) => identity).sort(),
    removed: gone.map(([identity]) => identity).sort(),
    changed: kept.map(({ identity }) => identity).sort(),
  };
}

function byIdentity(objects: readonly JsonObject[], which: string): ReadonlyMap<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  for (const object of objects) {
    const identity = identityOf(object);
    if (found.has(identity)) {
      throw new Error(`the ${which} release: found ${identity} twice, expected each object once; compare one release`);
    }
    found.set(identity, object);
  }
  return found;
}
