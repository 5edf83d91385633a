import { kubectl, removeNamespace } from '../cluster/kubernetes';
import { removeShopFromArgoCd } from './argo-cd';
import { Fork, type ForkEnvironment } from './fork';
import { gitSettings } from './settings';

/** A fork that Argo CD deploys, and its newest commit. */
export interface DeployedFork {
  readonly fork: Fork;
  head: string;
}

/**
 * Has Argo CD deploy a fork for the tests of a file, and removes everything after them.
 * @param applied generated file below `argocd/`, beside the project
 * @param prepare what else is in the first commit
 */
export function useDeployedFork(
  environments: readonly ForkEnvironment[],
  applied: string,
  prepare: (fork: Fork) => void = () => undefined,
): DeployedFork {
  let fork: Fork | undefined;
  const removeEverything = async (): Promise<void> => {
    await removeShopFromArgoCd();
    await Promise.all(environments.map(({ namespace }) => removeNamespace(namespace)));
  };
  const deployed = {
    get fork(): Fork {
      return fork as Fork;
    },
    head: '',
  };
  beforeAll(async () => {
    await removeEverything();
    fork = new Fork({ ...gitSettings(), environments });
    prepare(fork);
    deployed.head = fork.publish('Fork');
    for (const file of ['project', applied]) {
      await kubectl(['apply', '--filename', `${fork.path}/deploy/argocd/${file}.yaml`]);
    }
  });
  afterAll(async () => {
    fork?.remove();
    await removeEverything();
  });
  return deployed;
}
