import type { SeriesName } from '../declaration';

/** Series of a metric, or of whether Prometheus reaches a pod: `name{matchers}`. */
export function series(name: SeriesName | 'up', ...matchers: readonly string[]): string {
  return `${name}{${matchers.join(', ')}}`;
}
