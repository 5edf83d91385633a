import type { CompiledChart } from './compile';
import { type RenderedObject, renderWithOrigins, ValuesRefused } from './render';

/** The namespace of what is rendered without an environment. */
export const defaultNamespace = 'default';

/** What a chart renders by itself: nothing where it needs values that only an environment gives. */
export function defaultObjects(chart: CompiledChart): readonly RenderedObject[] {
  try {
    return renderWithOrigins(chart, { release: { name: chart.identity.name, namespace: defaultNamespace } });
  } catch (error) {
    if (error instanceof ValuesRefused) return [];
    throw error;
  }
}
