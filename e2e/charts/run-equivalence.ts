import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CompiledChart, chartFiles, type DeclaredValue, type JsonObject, valueAt } from '@flotilla/constructs';
import fc from 'fast-check';
import { arbitraryRelease, arbitraryUmbrellaValues, arbitraryValues } from './arbitrary-values';
import { difference, evaluated, isTemplateFault, rendered } from './equivalence';

export interface EquivalenceOptions {
  readonly chart: CompiledChart;
  /** Paths of the Helms that each document is rendered with. */
  readonly helms: readonly string[];
  readonly runs: number;
  readonly seed: number;
  /** Go on with further rounds until every value was set. @default true */
  readonly untilCovered?: boolean;
}

export interface EquivalenceReport {
  readonly runs: number;
  /** Documents that both ways rendered; the others both refused. */
  readonly accepted: number;
  /** Values that no document set to anything but their default. */
  readonly neverSet: readonly string[];
}

/** The law of the house for one chart: throws with the smallest document for which the two ways differ. */
export async function checkEquivalence({
  chart,
  helms,
  runs,
  seed,
  untilCovered = true,
}: EquivalenceOptions): Promise<EquivalenceReport> {
  const folder = mkdtempSync(join(tmpdir(), `flotilla-chart-${chart.identity.name}-`));
  try {
    for (const [path, text] of chartFiles(chart)) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const documents = chart.subcharts.length > 0 ? arbitraryUmbrellaValues(chart) : arbitraryValues(chart);
    const values = leaves(chart);
    const unset = new Set(values.keys());
    let accepted = 0;
    let count = 0;
    const property = fc.asyncProperty(
      arbitraryRelease(chart.identity.name),
      fc.constantFrom('default', 'ns', 'a-b'),
      documents,
      async (release, namespace, document) => {
        count++;
        const mine = evaluated(chart, release, namespace, document);
        for (const [index, theirs] of (await rendered(helms, folder, release, namespace, document)).entries()) {
          const fault =
            isTemplateFault(theirs) && 'refused' in theirs
              ? `the template itself failed: ${theirs.refused}`
              : difference(mine, theirs);
          if (fault !== undefined) throw new Error(`${helms[index]}: ${fault}`);
        }
        if ('refused' in mine) return;
        accepted++;
        for (const path of unset) if (sets(document, path, values.get(path) as DeclaredValue)) unset.delete(path);
      },
    );
    // Further rounds until every value was set at least once.
    for (let round = 0; round === 0 || (untilCovered && unset.size > 0 && round < 10); round++) {
      // Shrinking costs one run of Helm a step, so it is bounded in time.
      await fc.assert(property, {
        numRuns: runs,
        seed: seed + round,
        includeErrorInReport: true,
        interruptAfterTimeLimit: 3_600_000,
      });
    }
    return { runs: count, accepted, neverSet: [...unset].sort() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every declared value of a chart and its subcharts that can be anything but its default, by its path from the top. */
function leaves(chart: CompiledChart): Map<string, DeclaredValue> {
  const choosable = ({ schema }: DeclaredValue): boolean => schema.enum === undefined || schema.enum.length > 1;
  const all: (readonly [string, DeclaredValue])[] = [
    ...chart.declared.map((value) => [value.path.join('.'), value] as const),
    ...chart.subcharts.flatMap(({ identity, declared }) =>
      declared
        .filter((value) => value.path[0] !== 'global')
        .map((value) => [`${identity.name}.${value.path.join('.')}`, value] as const),
    ),
  ];
  return new Map(all.filter(([, value]) => choosable(value)));
}

/** A document sets a value to something other than its default. */
function sets(document: JsonObject, path: string, { default: initial }: DeclaredValue): boolean {
  const value = valueAt(document, path.split('.'));
  return value !== undefined && value !== null && JSON.stringify(value) !== JSON.stringify(initial);
}
