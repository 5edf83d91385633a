import type { ReleaseComparison } from './compare';

/** Long enough for a selector, short enough to be read. */
const longest = 300;

/** A comparison as a reviewer reads it. */
export function releaseComparisonMarkdown({ refusals, added, removed, changed }: ReleaseComparison): string {
  const lines = [
    refusals.length === 0
      ? '# The upgrade may go ahead'
      : `# The upgrade is refused: ${refusals.length} ${refusals.length === 1 ? 'problem' : 'problems'}`,
    '',
  ];
  for (const { rule, place, found, expected, fix } of refusals) {
    lines.push(
      `## ${place}`,
      '',
      `- rule: ${rule}`,
      `- found: ${cut(found)}`,
      `- expected: ${cut(expected)}`,
      `- fix: ${fix}`,
      '',
    );
  }
  for (const [title, objects] of Object.entries({ New: added, Gone: removed, Changed: changed })) {
    if (objects.length > 0) lines.push(`## ${title}`, '', ...objects.map((object) => `- ${object}`), '');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)} …` : text;
}
