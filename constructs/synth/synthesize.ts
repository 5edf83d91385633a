import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { attemptAll } from '../attempt-all';
import { allOf, type Condition, substitute, substituteInPlace, type TemplateObject } from '../template';
import { Edits } from './edits';
import { copiesItsData, objectData } from './object-data';

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
  const constructs = constructsOf(chart);
  const problems: string[] = [];
  for (const { node } of constructs) {
    for (const problem of node.validate()) problems.push(`[${node.path}] ${problem}`);
  }
  const objects = constructs.filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
  const files = fileNames(objects);
  return attemptAll([
    ...(problems.length === 0 ? [] : [() => refuse(chart, problems)]),
    ...objects.map((object, index) => () => documentOf(object, files[index] as string)),
  ]);
}

/** True for what `helm test` makes, pods and their policies; it is no part of the plain manifests. */
export function isTest(document: TemplateDocument): boolean {
  const metadata = document.body.metadata as { annotations?: Record<string, unknown> } | undefined;
  return metadata?.annotations?.['helm.sh/hook'] === 'test';
}

function refuse(chart: Chart, problems: readonly string[]): never {
  throw new Error(`chart ${chart.node.path}: ${problems.length} problem(s)\n  ${problems.join('\n  ')}`);
}

function documentOf(object: ApiObject, file: string): TemplateDocument {
  const { kind } = object;
  const { path } = object.node;
  const data = objectData(object);
  const body = (copiesItsData(object) ? substituteInPlace(data, path) : substitute(data, path)) as TemplateObject;
  const edits = Edits.ifAny(object);
  if (edits === undefined) return { kind, path, file, body };
  const edited = { kind, path, file, body: edits.apply(body, path) };
  return edits.guards.length === 0 ? edited : { ...edited, condition: allOf(...edits.guards) };
}

/** The chart and what is below it, parents first, without charts of their own and what is below those. */
function constructsOf(chart: Chart): IConstruct[] {
  const found: IConstruct[] = [];
  const visit = (construct: IConstruct): void => {
    found.push(construct);
    for (const child of construct.node.children) if (!Chart.isChart(child)) visit(child);
  };
  visit(chart);
  return found;
}

/** `deployment`; where a chart has several of a kind, `network-policy-<id of the construct>`. */
function fileNames(objects: readonly ApiObject[]): string[] {
  const kinds = new Map<string, number>();
  for (const object of objects) kinds.set(object.kind, (kinds.get(object.kind) ?? 0) + 1);
  const used = new Set<string>();
  return objects.map((object) => {
    const kind = dashed(object.kind);
    const name = kinds.get(object.kind) === 1 ? kind : `${kind}-${idOf(object, kind)}`;
    const file = used.has(name) ? `${name}-${used.size}` : name;
    used.add(file);
    return file;
  });
}

function idOf(object: ApiObject, kind: string): string {
  const ids = object.node.path.split('/').filter((id) => id !== 'Resource' && id !== 'Default');
  const own = withoutKind(dashed(ids.at(-1) as string), kind);
  // An id that only repeats the kind tells nothing: the construct around it does.
  return own === '' || kind.endsWith(`-${own}`) ? dashed(ids.at(-2) ?? kind) : own;
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
