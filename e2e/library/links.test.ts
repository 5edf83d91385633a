import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const repository = join(__dirname, '../..');

/** All pages of the repository, the generated ones too. */
const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: repository,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(repository, path)));

/** A page without its code, in which nothing is a link or a heading. */
function textOf(file: string): string {
  return readFileSync(file, 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
}

function linksIn(file: string): string[] {
  const text = textOf(file).replace(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map(([, inline, defined]) =>
    String(inline ?? defined),
  );
}

/** Ids of a page's headings, as forges make them: lower case, hyphens for spaces, a number behind a repeated one. */
function anchorsIn(file: string): string[] {
  const counts = new Map<string, number>();
  return [...textOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => {
    const shown = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    const id = shown
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    const count = counts.get(id) ?? 0;
    counts.set(id, count + 1);
    return count === 0 ? id : `${id}-${count}`;
  });
}

/** What is wrong with a link, or nothing. */
function problemOf(page: string, link: string): string[] {
  if (/^[a-z]+:/.test(link)) return [];
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? join(repository, page) : join(repository, dirname(page), decodeURIComponent(path));
  if (relative(repository, target).startsWith('..') || !existsSync(target)) {
    return [`${page}: found a link to ${link}, expected a file or folder that exists`];
  }
  if (anchor === undefined) return [];
  const anchors = statSync(target).isFile() ? anchorsIn(target) : [];
  return anchors.includes(anchor) ? [] : [`${page}: found a link to ${link}, expected one of ${anchors.join(', ')}`];
}

test('all links between pages and to files lead somewhere', () => {
  const links = pages.flatMap((page) => linksIn(join(repository, page)).map((link) => [page, link] as const));
  expect(links.length).toBeGreaterThan(100);
  expect(links.flatMap(([page, link]) => problemOf(page, link))).toEqual([]);
});
