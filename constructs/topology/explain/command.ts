import type { ServiceDeclaration } from '../../declaration';
import { DeclarationErrors } from '../declaration-errors';
import { topologyOf } from '../topology';
import { explain, QuestionError } from './explain';
import { explanationText } from './text';

export interface CommandResult {
  /** For standard output where the exit code is 0 or 1, for standard error where it is 2. */
  readonly output: string;
  /** 0: allowed; 1: refused; 2: the question or the declarations are wrong. */
  readonly exitCode: 0 | 1 | 2;
}

/** Its first line is the command line. */
export const explainUsage = `explain <service> <target> [--format text|json]

  <target> is what the service wants to reach:
    payments                     a service
    products.quote               an operation or a command of a service
    orders.v1.order.confirmed    an event, to publish or to read
`;

/** The command line `explain <service> <target> [--format text|json]`; `argv` without node and script. */
export function explainCommand(argv: readonly string[], declarations: readonly ServiceDeclaration[]): CommandResult {
  const parsed = parse(argv);
  if (parsed === undefined) {
    return { output: `usage: ${explainUsage}`, exitCode: 2 };
  }
  try {
    const explanation = explain(topologyOf(declarations), parsed.from, parsed.target);
    const output = parsed.json ? `${JSON.stringify(explanation, null, 2)}\n` : explanationText(explanation);
    return { output, exitCode: explanation.allowed ? 0 : 1 };
  } catch (error) {
    if (error instanceof DeclarationErrors || error instanceof QuestionError) {
      return { output: `${error.message}\n`, exitCode: 2 };
    }
    throw error;
  }
}

function parse(argv: readonly string[]): { from: string; target: string; json: boolean } | undefined {
  const words = argv.flatMap((word) => (word.startsWith('--format=') ? ['--format', word.slice(9)] : [word]));
  const at = words.indexOf('--format');
  const format = at < 0 ? 'text' : words[at + 1];
  const [from, target, ...rest] = at < 0 ? words : words.toSpliced(at, 2);
  const known = format === 'text' || format === 'json';
  return from === undefined || target === undefined || rest.length > 0 || !known
    ? undefined
    : { from, target, json: format === 'json' };
}
