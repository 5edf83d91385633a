import { ApiObject, Chart } from 'cdk8s';
import { allOf, type Condition, substitute, type TemplateObject } from '../template';
import { Edits } from './edits';
import { objectData } from './object-data';

/** A Kubernetes object as a template. */
export interface TemplateDocument {
  readonly kind: string;
  /** Path of the construct, for messages. */
  readonly path: string;
  /** Name of the file it stands in, without extension: its kind, and what tells it from others of its kind. */
  readonly file: string;
  /** @default - the object is always there */
  readonly condition?: Condition;
  readonly body: TemplateObject;
}

/**
 * Turns a chart's construct tree into template documents in one pass: each object is asked once for its data,
 * placeholders become expressions, edits are applied. `App.synth` would validate the whole tree once per chart.
 */
export function synthesize(chart: Chart): TemplateDocument[] {
  const constructs = chart.node.findAll().filter((construct) => Chart.of(construct) === chart);
  const problems = constructs.flatMap((construct) =>
    construct.node.validate().map((problem) => `[${construct.node.path}] ${problem}`),
  );
  if (problems.length > 0)
    throw new Error(`chart ${chart.node.path}: ${problems.length} problem(s)\n  ${problems.join('\n  ')}`);

  const objects = constructs.filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
  const files = fileNames(objects);
  return objects.map((object, index) => {
    const edits = Edits.of(object);
    const body = edits.apply(substitute(objectData(object), object.node.path) as TemplateObject, object.node.path);
    return {
      kind: object.kind,
      path: object.node.path,
      file: files[index] as string,
      ...(edits.guards.length === 0 ? {} : { condition: allOf(...edits.guards) }),
      body,
    };
  });
}

/** `deployment`; where a chart has several of a kind, `network-policy-<id of the construct>`. */
function fileNames(objects: readonly ApiObject[]): string[] {
  const kinds = new Map<string, number>();
  for (const object of objects) kinds.set(object.kind, (kinds.get(object.kind) ?? 0) + 1);
  const used = new Set<string>();
  return objects.map((object) => {
    const kind = dashed(object.kind);
    const ids = object.node.path.split('/').filter((id) => id !== 'Resource' && id !== 'Default');
    const own = withoutKind(dashed(ids.at(-1) as string), kind);
    // An id that only repeats the kind tells nothing: the construct around it does.
    const id = own === '' || kind.endsWith(`-${own}`) ? dashed(ids.at(-2) ?? kind) : own;
    const name = kinds.get(object.kind) === 1 ? kind : `${kind}-${id}`;
    const file = used.has(name) ? `${name}-${used.size}` : name;
    used.add(file);
    return file;
  });
}

/** `network-policy-test` of a NetworkPolicy is its `test`. */
function withoutKind(id: string, kind: string): string {
  if (id === kind) return '';
  return id.startsWith(`${kind}-`)
    ? id.slice(kind.length + 1)
    : id.endsWith(`-${kind}`)
      ? id.slice(0, -kind.length - 1)
      : id;
}

function dashed(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}
