import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CompiledChart, chartFiles, type DeclaredValue, type JsonObject, valueAt } from '@flotilla/constructs';
import fc from 'fast-check';
import { arbitraryRelease, arbitraryUmbrellaValues, arbitraryValues } from './arbitrary-values';
import { difference, evaluated, isTemplateFault, rendered } from './equivalence';

export interface EquivalenceOptions {
  readonly chart: CompiledChart;
  /** Path of a Helm. */
  readonly helm: string;
  readonly runs: number;
  readonly seed: number;
}

export interface EquivalenceReport {
  readonly runs: number;
  /** Documents that both ways rendered; the others both refused. */
  readonly accepted: number;
  /** Values that no document set to anything but their default. */
  readonly neverSet: readonly string[];
}

/** The law of the house for one chart and one Helm: throws with the smallest document for which the two ways differ. */
export async function checkEquivalence({ chart, helm, runs, seed }: EquivalenceOptions): Promise<EquivalenceReport> {
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
        const theirs = await rendered(helm, folder, release, namespace, document);
        const fault =
          isTemplateFault(theirs) && 'refused' in theirs
            ? `the template itself failed: ${theirs.refused}`
            : difference(mine, theirs);
        if (fault !== undefined) throw new Error(fault);
        if ('refused' in mine) return;
        accepted++;
        for (const path of unset) if (sets(document, path, values.get(path) as DeclaredValue)) unset.delete(path);
      },
    );
    // Further rounds until every value was set at least once.
    for (let round = 0; round === 0 || (unset.size > 0 && round < 10); round++) {
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
