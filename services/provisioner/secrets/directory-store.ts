import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SecretStore } from './secret-store';

/** Secrets as folders with a file for each key, as a pod sees them mounted. Only the user who runs this may read them. */
export function directoryStore(directory: string): SecretStore {
  return {
    async create(name, data) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const draft = await mkdtemp(join(directory, '.new-'));
      try {
        for (const [key, content] of Object.entries(data)) {
          await writeFile(join(draft, key), content, { mode: 0o600 });
        }
        // Fails where the folder exists, because it is not empty.
        await rename(draft, join(directory, name));
        return 'made';
      } catch (error) {
        await rm(draft, { recursive: true, force: true });
        if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) return 'exists';
        throw error;
      }
    },
  };
}
