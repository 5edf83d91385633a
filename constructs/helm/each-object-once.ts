import type { JsonObject } from '../template';
import type { CompiledChart } from './compile';
import { type RenderedObject, renderWithOrigins, ValuesRefused } from './render';

/**
 * Of two objects of one kind and name the later would replace the earlier without a word.
 * @param namespace of the release, where an object names none
 * @throws Error that names every such object and where both come from
 */
export function checkEachObjectOnce(rendered: readonly RenderedObject[], namespace: string): void {
  const first = new Map<string, string>();
  const problems: string[] = [];
  for (const { object, origin } of rendered) {
    const { name, namespace: own = namespace } = object.metadata as JsonObject;
    const group = String(object.apiVersion).split('/').slice(0, -1).join('/');
    const key = JSON.stringify([group, object.kind, own, name]);
    const other = first.get(key);
    if (other === undefined) first.set(key, origin);
    else {
      problems.push(
        `${object.kind} ${name}: found it twice, at ${other} and at ${origin}, expected each object once; ` +
          'rename one of the services or objects',
      );
    }
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** With its defaults, no two objects of a chart are one to a cluster. */
export function checkDefaults(chart: CompiledChart): void {
  const release = { name: chart.identity.name, namespace: 'default' };
  try {
    checkEachObjectOnce(renderWithOrigins(chart, { release }), release.namespace);
  } catch (error) {
    // A chart may need values that only an environment gives.
    if (!(error instanceof ValuesRefused)) {
      throw new Error(`chart ${release.name}: ${(error as Error).message}`, { cause: error });
    }
  }
}
