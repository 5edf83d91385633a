import { type Patience, patiently } from '../patience';
import { type SecretRecipe, secretFrom } from './recipe';
import type { SecretStore } from './secret-store';

/**
 * Makes every Secret that is missing and touches none that exists; who runs it at the same time finds its Secrets.
 *
 * Accounts come first. They are what a service starts without, so a pod that waits for its other Secrets would start
 * without its account when it looks between the two.
 */
export async function makeMissingSecrets(
  recipes: readonly SecretRecipe[],
  store: SecretStore,
  patience: Patience,
): Promise<void> {
  const accountsFirst = [...recipes].sort((one, other) => Number(isAccount(other)) - Number(isAccount(one)));
  for (const recipe of accountsFirst) {
    const data = secretFrom(recipe);
    const outcome = await patiently(() => store.create(recipe.name, data), patience);
    patience.log(outcome === 'made' ? 'made Secret' : 'Secret exists, left as it is', { secret: recipe.name });
  }
}

function isAccount({ kind }: SecretRecipe): boolean {
  return kind === 'account';
}
