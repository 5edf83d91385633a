import type { CompiledChart, JsonObject } from '@flotilla/constructs';

/** Values that say the same of every image of a chart and its subcharts. */
export function forEveryImage(chart: CompiledChart, image: JsonObject): JsonObject {
  const values: JsonObject = {};
  for (const { path } of chart.declared) {
    if (path.at(-1) !== 'digest') continue;
    const parent = path.slice(0, -1).reduce<JsonObject>((table, key) => {
      table[key] ??= {};
      return table[key] as JsonObject;
    }, values);
    Object.assign(parent, image);
  }
  for (const subchart of chart.subcharts) values[subchart.identity.name] = forEveryImage(subchart, image);
  return values;
}
