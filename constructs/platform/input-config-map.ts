import { ApiObject } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Edits } from '../synth';
import { type Condition, Hash, NamedBlock, stringPlaceholder, type TemplateObject } from '../template';
import type { Component } from './component';

/** What a Job reads, as JSON files: immutable, and named by the hash of its data. */
export function inputConfigMap(
  scope: Construct,
  { names, name, fullName, metadata }: Component,
  files: TemplateObject,
  when?: Condition,
): ConfigMap {
  const data = new NamedBlock(names.template('input', name), `What the Job ${name} reads.`, files);
  const map = new ConfigMap(scope, `${name}-input`, {
    metadata: { ...metadata, name: `${fullName}-input-${stringPlaceholder(new Hash(data))}` },
    immutable: true,
  });
  const edits = Edits.of(ApiObject.of(map)).set('/data', data);
  if (when !== undefined) edits.guardObject(when);
  return map;
}

/** Where a Job finds its input. */
export const inputDirectory = '/etc/flotilla';
