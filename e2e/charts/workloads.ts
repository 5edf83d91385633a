import type { JsonObject } from '@flotilla/constructs';
import type { Labels } from './label-selector';

/** A kind of pod that an object makes, or the pod that it is. */
export interface Workload {
  /** `Deployment/orders`. */
  readonly name: string;
  readonly kind: string;
  readonly namespace: string;
  /** Labels of the pods. */
  readonly labels: Labels;
  /** Metadata and spec of the pods. */
  readonly pod: PodTemplate;
  readonly object: JsonObject;
}

export interface PodTemplate {
  readonly metadata?: { readonly labels?: Labels; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: JsonObject;
}

const templatePaths: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

/** Everything among the objects that makes pods. A kind unknown here that holds a pod template is an error. */
export function workloadsOf(objects: readonly JsonObject[]): Workload[] {
  return objects.flatMap((object) => {
    const kind = String(object.kind);
    const metadata = object.metadata as { name: string; namespace: string };
    const name = `${kind}/${metadata.name}`;
    const path = templatePaths[kind];
    if (path === undefined) {
      if (JSON.stringify(object).includes('"containers":')) {
        throw new Error(
          `${name}: found containers in an object of kind ${kind}, expected ${Object.keys(templatePaths)}`,
        );
      }
      return [];
    }
    const pod = path.reduce<unknown>((value, key) => (value as JsonObject)[key], object) as PodTemplate;
    return [{ name, kind, namespace: metadata.namespace, labels: pod.metadata?.labels ?? {}, pod, object }];
  });
}
