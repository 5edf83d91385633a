import type { GitOpsProps } from '@flotilla/constructs';

/** Where Argo CD finds this repository. After forking, change this file, run `npm run synth`, and commit. */
export const gitops: GitOpsProps = {
  repository: 'https://git.example/flotilla.git',
  revision: 'main',
};
