import { NotYet } from '../patience';
import type { SecretStore } from './secret-store';

export interface KubernetesStoreOptions {
  /** Base URL of the API server. */
  readonly url: string;
  /** Bearer token of a ServiceAccount that may create Secrets. */
  readonly token: string;
  readonly namespace: string;
  /** Labels of the Secrets, by which they are found again after the release is gone. */
  readonly labels: Readonly<Record<string, string>>;
}

const timeoutMs = 10_000;

/**
 * Secrets of a namespace.
 *
 * @throws NotYet where the API server cannot be reached, is busy, or does not know the ServiceAccount's rights yet
 */
export function kubernetesStore({ url, token, namespace, labels }: KubernetesStoreOptions): SecretStore {
  const collection = `${url}/api/v1/namespaces/${namespace}/secrets`;
  return {
    async create(name, stringData) {
      const response = await fetch(collection, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          apiVersion: 'v1',
          kind: 'Secret',
          type: 'Opaque',
          metadata: { name, labels },
          stringData,
        }),
        signal: AbortSignal.timeout(timeoutMs),
      }).catch((error: Error & { cause?: Error }) => {
        throw new NotYet(`no answer from the API server at ${url}: ${error.cause?.message ?? error.message}`);
      });
      const status = (await response.json().catch(() => ({}))) as { reason?: string; message?: string };
      if (response.status === 201) return 'made';
      if (response.status === 409 && status.reason === 'AlreadyExists') return 'exists';
      const text =
        `Secret ${name} in ${namespace}: the API server said ${response.status} ${status.message ?? ''}`.trim();
      if (isTemporary(response.status)) throw new NotYet(text);
      throw new Error(text);
    },
  };
}

/** 409 is two writers of a quota; 401 and 403 heal when token and Role have reached every API server. */
function isTemporary(status: number): boolean {
  return status >= 500 || [401, 403, 408, 409, 429].includes(status);
}
