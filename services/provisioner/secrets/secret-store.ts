import type { SecretData } from './recipe';

/** Where Secrets are kept. Nothing here reads or replaces one. */
export interface SecretStore {
  /** Keeps a new Secret, wholly or not at all; one that exists stays as it is. */
  create(name: string, data: SecretData): Promise<'made' | 'exists'>;
}
