import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Sources of the `COPY` lines of a Dockerfile that read the build context, in their order. */
export function copiedPaths(dockerfile: string): string[] {
  return dockerfile
    .split('\n')
    .filter((line) => /^\s*COPY\s/i.test(line) && !line.includes('--from='))
    .flatMap((line) =>
      line
        .trim()
        .split(/\s+/)
        .slice(1, -1)
        .filter((word) => !word.startsWith('--')),
    );
}

/**
 * The files that an image is made from: its Dockerfile and what that copies, without what git ignores and without
 * tests, which .dockerignore keeps out.
 *
 * @returns paths relative to `root`, sorted
 */
export function contextFiles(root: string, dockerfile: string): string[] {
  const sources = copiedPaths(readFileSync(join(root, dockerfile), 'utf8'));
  const listed = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', dockerfile, ...sources],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  return [...new Set(listed.split('\0'))].filter((path) => path !== '' && !path.endsWith('.test.ts')).sort();
}
