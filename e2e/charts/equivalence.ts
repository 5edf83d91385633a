import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CompiledChart,
  type Json,
  type JsonObject,
  quotedJson,
  renderChart,
  ValuesRefused,
} from '@flotilla/constructs';
import { RenderedObjects } from '@flotilla/constructs/testing';
import { runHelm } from './run-helm';

/** What one way of rendering gave: its objects in a form that can be compared, or the fact that it refused. */
export type Outcome = { readonly objects: readonly JsonObject[] } | { readonly refused: string };

/** What our evaluation makes of a chart. */
export function evaluated(chart: CompiledChart, release: string, namespace: string, values: JsonObject): Outcome {
  try {
    const objects = renderChart(chart, { release: { name: release, namespace }, values: [structuredClone(values)] });
    return { objects: new RenderedObjects(objects).canonical() };
  } catch (error) {
    if (error instanceof ValuesRefused) return { refused: error.message };
    throw error;
  }
}

/** What each Helm makes of the chart folder, in the order of the Helms. */
export async function rendered(
  helms: readonly string[],
  folder: string,
  release: string,
  namespace: string,
  values: JsonObject,
): Promise<readonly Outcome[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'flotilla-values-'));
  try {
    const file = join(scratch, 'values.yaml');
    writeFileSync(file, quotedJson(values));
    const args = ['template', release, folder, '--namespace', namespace, '--kube-version', '1.31.0', '--values', file];
    const results = await Promise.all(helms.map((helm) => runHelm(helm, args)));
    const read = new Map<string, Outcome>();
    return results.map(({ ok, stdout, stderr }) => {
      if (!ok) return { refused: stderr };
      // Helm 4 has an empty line more between documents; the same text is read once.
      const text = stdout.replace(/\n+---\n/g, '\n---\n').trim();
      const outcome = read.get(text) ?? { objects: RenderedObjects.parse(stdout).canonical() };
      read.set(text, outcome);
      return outcome;
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A refusal that is not one: the template itself failed, which no admitted values may bring about. */
export function isTemplateFault(outcome: Outcome): boolean {
  return (
    'refused' in outcome &&
    !/values don't meet the specifications|execution error at \(.*checks\.yaml|error calling fail|invalid release name|release name/.test(
      outcome.refused,
    )
  );
}

/** The first object in which two outcomes differ, for messages. */
export function difference(a: Outcome, b: Outcome): string | undefined {
  if ('refused' in a || 'refused' in b) {
    if ('refused' in a && 'refused' in b) return undefined;
    return `only one refuses: ${'refused' in a ? a.refused : 'refused' in b ? b.refused : ''}`.slice(0, 3_000);
  }
  if (a.objects.length !== b.objects.length) return `${a.objects.length} objects against ${b.objects.length}`;
  for (const [index, object] of a.objects.entries()) {
    const found = firstDifference(object, b.objects[index] as Json, `${String(object.kind)}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function firstDifference(a: Json | undefined, b: Json | undefined, path: string): string | undefined {
  if (JSON.stringify(a) === JSON.stringify(b)) return undefined;
  if (
    typeof a === 'object' &&
    a !== null &&
    typeof b === 'object' &&
    b !== null &&
    Array.isArray(a) === Array.isArray(b)
  ) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = firstDifference((a as JsonObject)[key], (b as JsonObject)[key], `${path}/${key}`);
      if (found !== undefined) return found;
    }
  }
  return `${path}: evaluation ${JSON.stringify(a)}, helm ${JSON.stringify(b)}`;
}
