import { ApiObject } from 'cdk8s';
import type { ConfigMap } from 'cdk8s-plus-27';
import { Edits } from '../synth';
import { allOf, Guard, HasKey, not } from '../template';
import type { Values } from '../values';

/**
 * Lets a ConfigMap that pods read stay when the next release has another. Helm deletes it as soon as the new objects are
 * made, while old pods still serve: one of them that is started again, or for ever where the new ones do not become
 * ready, would not find its configuration. What all objects of the chart are given comes in place of it.
 * @param values those of the chart
 */
export function keepForOldPods(map: ConfigMap, values: Values): void {
  const kept = values.global.flag('keepConfigMaps', {
    default: false,
    description:
      'Let Helm keep the ConfigMaps of earlier releases, which old pods still read, and those of an uninstalled one. Not for Argo CD, which prunes last, and would then never.',
  });
  const given = new HasKey([...values.path, 'commonAnnotations'], 'helm.sh/resource-policy');
  Edits.of(ApiObject.of(map)).set(
    '/metadata/annotations/helm.sh~1resource-policy',
    new Guard(allOf(kept, not(given)), 'keep'),
  );
}
