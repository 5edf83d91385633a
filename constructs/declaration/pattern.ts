/**
 * Patterns are read twice: by ECMAScript here and in the runtime, and by Go's RE2 where Helm checks values. What the two
 * could read differently, or only one of them can read, is refused.
 * Source: https://github.com/google/re2/wiki/Syntax, https://pkg.go.dev/regexp/syntax
 */

/** What a pattern may be made of; completes the sentence "expected ...". */
export const patternExpectation =
  'a regular expression that ECMAScript and Go\'s RE2 read alike: characters, classes, groups "(" and "(?:", "|" and ' +
  'repeats up to 1000; of escapes those of punctuation, \\d, \\w, \\n, \\r, \\t, \\f, \\v and \\xHH';

/** RE2 compiles no more repeats of one thing, also where repeats stand in repeats. */
const mostRepeats = 1_000;

const escaped = String.raw`\\(?:x[0-9A-Fa-f]{2}|[dwnrtfv]|[\^$\\.*+?()[\]{}|/-])`;
const token = new RegExp(
  [
    `(?<escaped>${escaped})`,
    String.raw`(?<class>\[(?!\^\])\^?(?:${escaped}|[^\]\\[])+\])`,
    String.raw`(?<open>\((?:\?:)?)(?!\?)`,
    String.raw`(?<close>\))`,
    String.raw`(?<repeat>\{(?<least>\d+)(?:,(?<most>\d*))?\}|[*+?])`,
    String.raw`(?<literal>[^\\[.(])`,
  ].join('|'),
  'uy',
);

/** The first thing in a pattern that one of its readers would not take, or would take for something else. */
export function wrongPartOfPattern(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    return (error as Error).message;
  }
  // How often the last thing of each open group is repeated, with what is repeated inside of it.
  const groups: { most: number; last: number }[] = [{ most: 1, last: 1 }];
  for (let at = 0; at < pattern.length; ) {
    token.lastIndex = at;
    const found = token.exec(pattern);
    if (found === null) return startOfWrongPart(pattern.slice(at));
    at = token.lastIndex;
    const { open, close, repeat, least, most } = found.groups ?? {};
    const group = groups.at(-1) as (typeof groups)[number];
    if (open !== undefined) groups.push({ most: 1, last: 1 });
    else if (close !== undefined) {
      groups.pop();
      const outer = groups.at(-1) as (typeof groups)[number];
      outer.last = group.most;
      outer.most = Math.max(outer.most, outer.last);
    } else if (repeat === undefined) group.last = 1;
    else {
      group.last *= Math.max(1, Number(most || least || 1));
      if (group.last > mostRepeats) return `${repeat}, which makes ${group.last} repeats`;
      group.most = Math.max(group.most, group.last);
    }
  }
  return undefined;
}

function startOfWrongPart(rest: string): string {
  return (/^(?:\\(?:u\{[^}]*\}|u.{4}|[pP]\{[^}]*\}|c.|k<[^>]*>|.)|\(\?<?.|\[[^\]]*\]?|.)/su.exec(rest) ?? [rest])[0];
}
