import { ApiObject } from 'cdk8s';
import type { ServiceAccount } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import {
  type Image,
  imageValues,
  jobResources,
  podUser,
  resourcesValue,
  restrictedContainer,
  restrictedPod,
} from '../microservice';
import { Edits } from '../synth';
import { type Condition, Hash, NamedBlock, stringPlaceholder, type Template } from '../template';
import type { Component } from './component';
import { nodeChoice, podMetadata } from './pod-values';

export interface JobParts {
  readonly image: Image;
  readonly serviceAccount: ServiceAccount;
  readonly command: readonly string[];
  /** @default - none */
  readonly env?: readonly Template[];
  readonly volumes: readonly JobVolume[];
  /** @default - always there */
  readonly when?: Condition;
}

/** A volume and where the one container mounts it, always for reading alone. */
export interface JobVolume {
  readonly name: string;
  readonly path: string;
  /** What is in it, as in a volume of a pod, e.g. `{ configMap: … }`. */
  readonly source: { readonly [kind: string]: Template };
}

/**
 * A plain Job, no hook, named by the hash of its pod. So it runs when there is something new to run: on the first
 * installation, on an upgrade and on a rollback, with Helm, `kubectl apply` and Argo CD alike. What it runs waits for
 * the servers it needs, and repeated and concurrent runs are harmless.
 */
export function hashNamedJob(scope: Construct, component: Component, parts: JobParts): ApiObject {
  const { names, values, metadata, fullName, name } = component;
  const user = podUser(component.values);
  const resources = resourcesValue(values, jobResources);
  const pod = new NamedBlock(names.template('pod', name), `Pod of the Job ${name}.`, {
    metadata: podMetadata(component),
    spec: {
      ...restrictedPod(user),
      ...nodeChoice(values),
      containers: [
        {
          name,
          image: parts.image.reference,
          imagePullPolicy: parts.image.pullPolicy,
          command: [...parts.command],
          ...(parts.env === undefined ? {} : { env: [...parts.env] }),
          resources: resources.fill(),
          ...restrictedContainer(user),
          volumeMounts: [
            ...parts.volumes.map((volume) => ({ name: volume.name, mountPath: volume.path, readOnly: true })),
            { name: 'tmp', mountPath: '/tmp' },
          ],
        },
      ],
      imagePullSecrets: [parts.image.pullSecrets],
      restartPolicy: 'Never',
      serviceAccountName: parts.serviceAccount.name,
      volumes: [
        ...parts.volumes.map((volume) => ({ name: volume.name, ...volume.source })),
        { name: 'tmp', emptyDir: { sizeLimit: '16Mi' } },
      ],
    },
  });
  const job = new ApiObject(scope, 'job', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...metadata, name: `${fullName}-${stringPlaceholder(new Hash(pod))}` },
    spec: {
      activeDeadlineSeconds: values.integer('activeDeadlineSeconds', {
        // What it waits for longest are Secrets that somebody makes by hand; what it runs bounds itself.
        default: 86_400,
        minimum: 10,
        maximum: 86_400,
        description: 'Seconds until the Job is given up, waiting for its Secrets included.',
      }),
      backoffLimit: values.integer('backoffLimit', {
        default: 10,
        minimum: 0,
        maximum: 100,
        description: 'Failed pods until the Job is given up.',
      }),
    },
  });
  const edits = Edits.of(job).set('/spec/template', pod);
  if (parts.when !== undefined) edits.guardObject(parts.when);
  return job;
}

/** What the Jobs of the platform run. */
export interface ProvisionerImageProps {
  /**
   * Image of the provisioner, without a registry. The tag is the appVersion of the chart where none is given.
   * @default - `flotilla/provisioner`
   */
  readonly provisionerImage?: { readonly repository: string; readonly tag?: string };
}

/** The image that both Jobs of the platform run. */
export function provisionerImage({ platform, names }: Component, { provisionerImage }: ProvisionerImageProps): Image {
  return imageValues(platform.at('provisioner'), {
    template: names.template('image', 'provisioner'),
    ...(provisionerImage ?? { repository: 'flotilla/provisioner' }),
  });
}
