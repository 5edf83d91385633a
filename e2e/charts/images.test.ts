import { type CompiledChart, type Json, type JsonObject, renderChart } from '@flotilla/constructs';
import { forEveryImage } from './image-values';
import { charts } from './shop';
import { workloadsOf } from './workloads';

const withImages = charts.filter(({ declared }) => declared.some(({ path }) => path.at(-1) === 'digest'));
const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe.each(withImages.map((chart) => [chart.identity.name, chart] as const))('images of %s', (name, chart) => {
  const podsWith = (...values: JsonObject[]): JsonObject[] =>
    workloadsOf(renderChart(chart, { release: { name, namespace: 'shop' }, values })).map(({ pod }) => pod.spec);
  const imagesWith = (...values: JsonObject[]): string[] => {
    return podsWith(...values).flatMap(({ containers }) =>
      (containers as unknown as { image: string }[]).map(({ image }) => image),
    );
  };

  test('have a tag that is not "latest", and no digest', () => {
    expect(imagesWith().length).toBeGreaterThan(0);
    for (const image of imagesWith()) expect(image).toMatch(/^[a-z][a-z0-9/-]*:(?!latest$)[a-z0-9.-]+$/);
  });

  test('are those of a digest where one is given, whatever the tag says', () => {
    for (const image of imagesWith(forEveryImage(chart, { digest, tag: '9.9.9' }))) {
      expect(image).toMatch(new RegExp(`^[a-z][a-z0-9/-]*:9[.]9[.]9@${digest}$`));
    }
  });

  test('come from their own registry, or from the one of all images', () => {
    const own = forEveryImage(chart, { registry: 'own.example:5000' });
    for (const image of imagesWith(own)) expect(image).toMatch(/^own[.]example:5000\/[a-z]/);
    for (const image of imagesWith(own, { global: { imageRegistry: 'all.example' } })) {
      expect(image).toMatch(/^all[.]example\/[a-z]/);
    }
  });

  test('are pulled with the secrets of all charts and their own, each once', () => {
    const secrets = [{ name: 'registry' }];
    const shared = { global: { imagePullSecrets: secrets } };
    for (const values of [shared, setEverywhere(chart, 'imagePullSecrets', [...secrets, { name: 'own' }])]) {
      const own = values === shared ? [] : [{ name: 'own' }];
      for (const pod of podsWith(values, shared)) expect(pod.imagePullSecrets).toEqual([...secrets, ...own]);
    }
  });
});

/** Values that set a key wherever a chart or one of its subcharts has it. */
function setEverywhere(chart: CompiledChart, key: string, value: Json): JsonObject {
  const values: JsonObject = {};
  for (const { path } of chart.declared) {
    if (path.at(-1) !== key) continue;
    const parent = path.slice(0, -1).reduce<JsonObject>((table, each) => {
      table[each] ??= {};
      return table[each] as JsonObject;
    }, values);
    parent[key] = value;
  }
  for (const subchart of chart.subcharts) values[subchart.identity.name] = setEverywhere(subchart, key, value);
  return values;
}
