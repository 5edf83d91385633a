import { isDeepStrictEqual } from 'node:util';
import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { attemptAll } from '../attempt-all';
import { plainTemplate } from '../plain-values';
import { Edits, locate } from '../synth';
import { Expression, type Json, Structure, substitute, type Template, type TemplateObject } from '../template';

/** A JSON Patch (RFC 6902) on one object of a service. */
export interface ObjectPatch {
  readonly kind: string;
  /** Id of the object's construct, e.g. `admin-service`, where there are several of the kind. @default - the only one */
  readonly id?: string;
  readonly operations: readonly PatchOperation[];
}

export type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: Template }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'test'; readonly path: string; readonly value: Json };

/** What an object is. Others name it so, and it would be another one. */
const identity = ['/apiVersion', '/kind', '/metadata/name'];

const operationNames: readonly string[] = ['add', 'replace', 'remove', 'test'] satisfies PatchOperation['op'][];

/** https://www.rfc-editor.org/rfc/rfc6901#section-4: no sign, no leading zero. */
const listIndex = /^(0|[1-9][0-9]*)$/;

/**
 * Applies an author's patches after everything else. Unlike the patches of cdk8s they see the finished object, and a
 * path that does not exist is an error. All that is wrong with the patches of a chart is told at once.
 */
export function applyPatches(scope: Construct, patches: readonly ObjectPatch[]): void {
  const objects = scope.node.findAll().filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
  const wrong: string[] = [];
  for (const patch of listed(patches, wrong)) {
    if (!Array.isArray(patch.operations)) {
      wrong.push(
        `patch of ${patch.kind}: found ${described(patch.operations)} as its operations, expected a list of them; ` +
          "give operations: [{ op: 'add', path: '/spec/…', value: … }]",
      );
      continue;
    }
    const ofKind = objects.filter(({ kind }) => kind === patch.kind);
    const found = ofKind.filter((object) => patch.id === undefined || patch.id === idBelow(scope, object));
    const [object] = found;
    if (found.length === 1 && object !== undefined) {
      Edits.of(object).change((document, place) => applyOperations(document, place, patch.operations));
      continue;
    }
    const ids = ofKind.map((object) => `"${idBelow(scope, object)}"`);
    const kinds = [...new Set(objects.map(({ kind }) => kind))].sort().join(', ');
    wrong.push(
      `patch of ${patch.kind}${patch.id === undefined ? '' : ` "${patch.id}"`}: found ${found.length} such objects, ` +
        `expected one. ${ofKind.length === 0 ? `There are ${kinds}.` : `Give the id ${ids.join(' or ')}.`}`,
    );
  }
  scope.node.addValidation({ validate: () => wrong });
}

/** TypeScript allows nothing but patches, JavaScript does. */
function listed(patches: readonly ObjectPatch[], wrong: string[]): readonly ObjectPatch[] {
  const isMap = (value: unknown): boolean => typeof value === 'object' && value !== null;
  if (Array.isArray(patches) && patches.every(isMap)) return patches;
  const found = Array.isArray(patches)
    ? `${described(patches.find((each) => !isMap(each)))} in them`
    : described(patches);
  wrong.push(`patches: found ${found}, expected a list of patches: [{ kind: …, operations: [ … ] }]`);
  return [];
}

function described(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  return typeof value === 'object' ? 'a map' : `a ${typeof value}`;
}

/** Id of the construct that an object is, or is in: the child of the service. Children's ids are unique. */
function idBelow(scope: Construct, object: ApiObject): string | undefined {
  return object.node.scopes[scope.node.scopes.length]?.node.id;
}

/** What comes after an operation that failed, at the same place or below it, would only fail for the same reason. */
function applyOperations(document: TemplateObject, place: string, operations: readonly PatchOperation[]): void {
  const failed: string[] = [];
  attemptAll(
    operations.map((operation) => () => {
      if (failed.some((path) => `${operation?.path}/`.startsWith(`${path}/`))) return;
      try {
        applyOperation(document, place, operation);
      } catch (error) {
        failed.push(String(operation?.path));
        throw error;
      }
    }),
  );
}

function applyOperation(document: TemplateObject, place: string, operation: PatchOperation): void {
  if (typeof operation?.path !== 'string') {
    throw new Error(`${place}: patch: found an operation without a path, expected { op, path } and a value`);
  }
  const where = `${place}: patch ${operation.op} ${operation.path}`;
  if (!operationNames.includes(operation.op)) {
    throw new Error(`${where}: found ${JSON.stringify(operation.op)}, expected one of ${operationNames.join(', ')}`);
  }
  if (operation.op !== 'remove' && operation.value === undefined) {
    throw new Error(`${where}: found no value, expected one`);
  }
  const value = operation.op === 'remove' ? undefined : plainTemplate(operation.value, `${where}: value`);
  const fixed = identity.find((field) => `${field}/`.startsWith(`${operation.path}/`));
  if (operation.op !== 'test' && fixed !== undefined) {
    throw new Error(
      `${where}: found a change of ${fixed}, expected the object to stay what it is; make an object of your own for another`,
    );
  }
  const { parent, key } = locate(document, operation.path, where, false);
  const exists = Array.isArray(parent)
    ? listIndex.test(key) && Number(key) < parent.length
    : Object.hasOwn(parent, key);
  if (!exists && operation.op !== 'add') {
    throw new Error(`${where}: found nothing there, expected a path that exists; use "add" for a new field`);
  }
  const current = (parent as TemplateObject)[key];
  switch (operation.op) {
    case 'remove':
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
      return;
    case 'test':
      if (!isDeepStrictEqual(current, value)) {
        throw new Error(`${where}: found ${shown(current)}, expected ${shown(value)}`);
      }
      return;
    default: {
      const added = substitute(value, where);
      if (!Array.isArray(parent)) parent[key] = added;
      else if (operation.op === 'replace') parent[Number(key)] = added;
      else if (key === '-') parent.push(added);
      else if (listIndex.test(key) && Number(key) <= parent.length) parent.splice(Number(key), 0, added);
      else
        throw new Error(`${where}: found a list of ${parent.length}, expected an index up to ${parent.length} or "-"`);
    }
  }
}

function shown(template: Template | undefined): string {
  return template instanceof Expression || template instanceof Structure
    ? 'something that depends on values'
    : JSON.stringify(template);
}
