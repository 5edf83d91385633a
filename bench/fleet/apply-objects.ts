import { kubectl } from '../../services/provisioner/kubectl';

/** Applies objects, all in one call. */
export async function applyObjects(items: readonly object[]): Promise<void> {
  await kubectl(
    ['apply', '--server-side', '--filename', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
  );
}
