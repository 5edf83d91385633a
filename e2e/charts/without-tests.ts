import type { JsonObject } from '@flotilla/constructs';

/** The objects that are installed: `helm install` does not make what only `helm test` runs. */
export function withoutTests(objects: readonly JsonObject[]): JsonObject[] {
  return objects.filter(({ metadata }) => {
    const { annotations } = metadata as { annotations?: Record<string, string> };
    return annotations?.['helm.sh/hook'] !== 'test';
  });
}
