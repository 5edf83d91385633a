import { type Patience, patiently } from '../patience';
import { type SecretRecipe, secretFrom } from './recipe';
import type { SecretStore } from './secret-store';

/** Makes every Secret that is missing and touches none that exists; who runs it at the same time finds its Secrets. */
export async function makeMissingSecrets(
  recipes: readonly SecretRecipe[],
  store: SecretStore,
  patience: Patience,
): Promise<void> {
  for (const recipe of recipes) {
    const data = secretFrom(recipe);
    const outcome = await patiently(() => store.create(recipe.name, data), patience);
    patience.log(outcome === 'made' ? 'made Secret' : 'Secret exists, left as it is', { secret: recipe.name });
  }
}
