import type { Fleet } from '../fleet';
import { explain, explanationText, topologyOf } from '../topology';
import { parseArguments, UsageError } from './arguments';

/** Says over all layers whether a service may reach something, and why. */
export function explainCommand({ declarations }: Fleet, argv: readonly string[]): number {
  const { values, positionals } = parseArguments(argv, { format: { type: 'string', default: 'text' } });
  const [from, target, ...rest] = positionals;
  if (from === undefined || target === undefined || rest.length > 0) {
    const found = positionals.length === 0 ? 'nothing' : positionals.join(' ');
    throw new UsageError(`found ${found}, expected a service and its target`);
  }
  if (values.format !== 'text' && values.format !== 'json') {
    throw new UsageError(`found format "${values.format}", expected text or json`);
  }
  const explanation = explain(topologyOf(declarations), from, target);
  process.stdout.write(
    values.format === 'json' ? `${JSON.stringify(explanation, null, 2)}\n` : explanationText(explanation),
  );
  return explanation.allowed ? 0 : 1;
}
