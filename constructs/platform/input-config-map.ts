import { ApiObject } from 'cdk8s';
import type { ConfigMap } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { hashedConfigMap } from '../microservice';
import { Edits } from '../synth';
import { type Condition, NamedBlock, type TemplateObject } from '../template';
import type { Component } from './component';

/** What a Job reads, as JSON files: immutable, and named by the hash of its data. */
export function inputConfigMap(
  scope: Construct,
  { names, name, fullName, metadata }: Component,
  files: TemplateObject,
  when?: Condition,
): ConfigMap {
  const data = new NamedBlock(names.template('input', name), `What the Job ${name} reads.`, files);
  const map = hashedConfigMap(scope, `${name}-input`, {
    metadata: { ...metadata, name: `${fullName}-input` },
    data,
    source: 'the topology and the values say',
  });
  if (when !== undefined) Edits.of(ApiObject.of(map)).guardObject(when);
  return map;
}

/** Where a Job finds its input. */
export const inputDirectory = '/etc/flotilla';
