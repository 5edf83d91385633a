/** Where the fork of this suite lives. */
export interface GitSettings {
  /** E2E_GIT_PUSH_URL: a git remote that this machine can push to, e.g. the path of a bare repository. */
  readonly pushUrl: string;
  /** E2E_GIT_URL: the URL under which Argo CD reads the same repository. */
  readonly url: string;
}

/** @throws Error where one of them is missing */
export function gitSettings(): GitSettings {
  const { E2E_GIT_PUSH_URL: pushUrl, E2E_GIT_URL: url } = process.env;
  if (pushUrl && url) return { pushUrl, url };
  throw new Error(
    'found no E2E_GIT_PUSH_URL and E2E_GIT_URL, expected a git remote that this machine can push to, ' +
      'and the URL under which Argo CD reads it; set both',
  );
}
