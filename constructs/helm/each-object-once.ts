import { apiGroup } from '../synth';
import type { JsonObject } from '../template';
import type { CompiledChart } from './compile';
import { defaultNamespace, defaultObjects } from './default-objects';
import type { RenderedObject } from './render';

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
    const key = JSON.stringify([apiGroup(object.apiVersion), object.kind, own, name]);
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
  try {
    checkEachObjectOnce(defaultObjects(chart), defaultNamespace);
  } catch (error) {
    throw new Error(`chart ${chart.identity.name}: ${(error as Error).message}`, { cause: error });
  }
}
