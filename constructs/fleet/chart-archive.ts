import { gzipSync } from 'node:zlib';
import { Header } from 'tar';
import type { Files } from '../helm';

/** The time that every file of an archive has: what npm takes for its packages too. */
const modified = new Date('1985-10-26T08:15:00.000Z');
const blockSize = 512;
// https://www.rfc-editor.org/rfc/rfc1952#section-2.3: byte 9 tells the operating system, 255 is none.
const systemByte = 9;
const unknownSystem = 255;

/**
 * The archive that `helm package` makes of a chart's folder, with the same bytes for the same files: no time, no owner,
 * no machine in it.
 */
export function chartArchive(chart: string, files: Files): Buffer {
  const ignored = ignoredPaths(files.get('.helmignore') ?? '');
  const entries = [...files]
    .filter(([path]) => !ignored.some((pattern) => pattern.test(path)))
    .sort(([a], [b]) => (orderOf(a) < orderOf(b) ? -1 : 1));
  const blocks = entries.flatMap(([path, text]) => tarEntry(`${chart}/${path}`, Buffer.from(text)));
  const end = Buffer.alloc(2 * blockSize);
  const archive = gzipSync(Buffer.concat([...blocks, end]), { level: 9 });
  archive[systemByte] = unknownSystem;
  return archive;
}

function tarEntry(path: string, content: Buffer): Buffer[] {
  const header = new Header({ path, mode: 0o644, size: content.length, mtime: modified, type: 'File' });
  const block = Buffer.alloc(blockSize);
  if (header.encode(block)) {
    throw new Error(`${path}: found a path of ${path.length} characters, expected one that a ustar header can hold`);
  }
  return [block, content, Buffer.alloc((blockSize - (content.length % blockSize)) % blockSize)];
}

/**
 * What a .helmignore keeps out of an archive: names anywhere or, where a pattern has a slash before its end, paths from
 * the root. Source: https://helm.sh/docs/chart_template_guide/helm_ignore_file/
 */
function ignoredPaths(helmignore: string): RegExp[] {
  const patterns = helmignore.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return patterns.map((pattern) => {
    const name = pattern.replace(/^\/|\/$/g, '');
    const glob = name.replaceAll('.', '\\.').replaceAll('*', '[^/]*');
    return new RegExp(`${/\/./.test(pattern) ? '^' : '(^|/)'}${glob}${pattern.endsWith('/') ? '/' : '(/|$)'}`);
  });
}

/** Chart.yaml first, so that readers know the chart before its files. */
function orderOf(path: string): string {
  return path === 'Chart.yaml' ? '' : path;
}
