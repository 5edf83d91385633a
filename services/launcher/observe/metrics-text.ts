/** One value of a metric with its labels. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const sample = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const label = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Samples in the text format of Prometheus. https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function samplesIn(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = sample.exec(line) ?? [];
    if (name === undefined) return [];
    const pairs = [...labels.matchAll(label)].map(([, key, quoted]) => [key, unescaped(quoted as string)]);
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
  });
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}
