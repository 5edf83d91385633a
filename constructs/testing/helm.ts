import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The Helm versions that charts are proven with. */
const helmVersions = { 3: 'v3.22.0', 4: 'v4.3.0' } as const;
export type HelmMajor = keyof typeof helmVersions;

const modules: Readonly<Record<HelmMajor, string>> = {
  3: `helm.sh/helm/v3/cmd/helm@${helmVersions[3]}`,
  4: `helm.sh/helm/v4/cmd/helm@${helmVersions[4]}`,
};

/**
 * Paths of a Helm 3 and a Helm 4: from `HELM3` and `HELM4`, from PATH, from a cache folder of the project, or built into
 * it with Go. Undefined where none of these works.
 */
export function findHelm(cache: string): Readonly<Record<HelmMajor, string | undefined>> {
  return { 3: find(3, cache), 4: find(4, cache) };
}

function find(major: HelmMajor, cache: string): string | undefined {
  const cached = join(cache, `helm-${helmVersions[major]}`, 'helm');
  for (const candidate of [process.env[`HELM${major}`], 'helm', `helm${major}`, cached]) {
    if (candidate !== undefined && majorOf(candidate) === major) return candidate;
  }
  if (spawnSync('go', ['version']).status !== 0) return undefined;
  const folder = join(cache, `helm-${helmVersions[major]}`);
  mkdirSync(folder, { recursive: true });
  process.stderr.write(`building Helm ${helmVersions[major]} into ${folder} (about a minute, once)\n`);
  execFileSync('go', ['install', modules[major]], {
    env: { ...process.env, GOBIN: folder, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return existsSync(cached) ? cached : undefined;
}

function majorOf(program: string): number | undefined {
  const result = spawnSync(program, ['version', '--short'], { encoding: 'utf8' });
  if (result.status !== 0) return undefined;
  const match = /v([34])\./.exec(result.stdout);
  return match === null ? undefined : Number(match[1]);
}

export interface TemplateOptions {
  readonly chart: string;
  readonly release: string;
  readonly namespace: string;
  /** Values files. @default - none */
  readonly values?: readonly string[];
}

export interface HelmResult {
  readonly ok: boolean;
  /** Rendered documents, or what Helm said. */
  readonly output: string;
}

/** The environment for a Helm that ends soon: its garbage, at most 200 MiB, is not worth the third of its time. */
export function helmEnvironment(): Record<string, string | undefined> {
  return { ...process.env, GOGC: 'off' };
}

/** Runs `helm template`. A Helm 3 built with Go takes itself for Kubernetes 1.20, so the version is always given. */
export function helmTemplate(program: string, options: TemplateOptions): HelmResult {
  const files = (options.values ?? []).flatMap((file) => ['--values', file]);
  const args = [
    'template',
    options.release,
    options.chart,
    '--namespace',
    options.namespace,
    '--kube-version',
    '1.31.0',
    ...files,
  ];
  const result = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, env: helmEnvironment() });
  return result.status === 0 ? { ok: true, output: result.stdout } : { ok: false, output: result.stderr };
}
