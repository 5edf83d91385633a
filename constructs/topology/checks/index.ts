import type { ServiceDeclaration } from '../../declaration';
import type { Problem } from '../declaration-errors';
import { declarationFile, placeOf } from '../place';
import { checkShape } from '../schema/shape-check';
import { checkCalls } from './calls';
import { checkConfig } from './config';
import { checkCycles } from './cycles';
import { checkEvents } from './events';
import type { Check, Fleet } from './fleet';
import { checkHttp } from './http';
import { checkNames } from './names';
import { checkSchedules } from './schedules';
import { checkSharedNames } from './shared-names';

const checks: readonly Check[] = [
  checkNames,
  checkSharedNames,
  checkHttp,
  checkConfig,
  checkSchedules,
  checkCalls,
  checkEvents,
  checkCycles,
];

/** Everything that is wrong with a set of declarations, be they typed or read from JSON. */
export function problemsOf(declarations: readonly unknown[]): Problem[] {
  const problems: Problem[] = [];
  const byName = new Map<string, ServiceDeclaration>();
  const unreadable = new Set<string>();
  const seenAt = new Map<string, number>();

  declarations.forEach((declaration, index) => {
    const name = nameOf(declaration);
    const shape = checkShape(declaration, name ?? `#${index + 1}`);
    problems.push(...shape.problems);
    if (name === undefined) {
      return;
    }
    const first = seenAt.get(name);
    if (first !== undefined) {
      problems.push({
        place: placeOf(name, 'name'),
        found: `${name}, the name of both declaration ${first + 1} and ${index + 1}`,
        expected: 'one declaration for every name',
        fix: `rename one of the two; the declaration in ${declarationFile(name)} keeps it`,
      });
      return;
    }
    seenAt.set(name, index);
    if (shape.readable !== undefined) {
      byName.set(name, shape.readable);
    }
    if (!shape.isWhole) {
      unreadable.add(name);
    }
  });

  const fleet: Fleet = { services: [...byName.values()], byName, unreadable };
  return [...problems, ...checks.flatMap((check) => check(fleet))];
}

function nameOf(declaration: unknown): string | undefined {
  const name = (declaration as { name?: unknown } | null | undefined)?.name;
  return typeof name === 'string' ? name : undefined;
}
