import type { HelmChartProps } from './helm-chart';

/** Other control characters than those, separators of lines, halves of a character: YAML and Markdown cannot hold them. */
const unprintable = /[^\P{Cc}\t\n]|[\p{Cs}\u2028\u2029\ufeff\ufffe\uffff]/u;

/** What is wrong with the texts that Chart.yaml, comments and the README are made of, one sentence each. */
export function textProblems(props: HelmChartProps): string[] {
  const { subcharts, ci, ...texts } = props;
  const problems: string[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) visit(member, path === '' ? key : `${path}.${key}`);
    } else if (typeof value === 'string' && unprintable.test(value)) {
      problems.push(
        `found ${path} ${JSON.stringify(value)}, expected text without control characters, Unicode line separators and ` +
          'halves of a character; remove them',
      );
    }
  };
  visit(texts, '');
  if (/[\t\n]|\*\/|-->/.test(props.source)) {
    problems.push(
      `found source ${JSON.stringify(props.source)}, expected the path of a file, in one line and without "*/" and "-->", ` +
        'because comments of all kinds name it; change it',
    );
  }
  return problems;
}
