import { ApiObject } from 'cdk8s';
import type { ConfigMap, ServiceAccount } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { type Image, podUser, resourcesValue, restrictedContainer, restrictedPod } from '../../microservice';
import { Edits } from '../../synth';
import { anyOf, type Condition, expressionOf, Fallback, Given, Guard, Items, type Template } from '../../template';
import { brokerPermissions } from '../../topology';
import { optionalDnsSubdomain } from '../../values';
import type { Component } from '../component';
import { publicKeysOf, storedSecret } from '../external-secret';
import { podMetadata, podScheduling } from '../pod-values';
import { volumeClaim } from '../volume';
import { publicKeyFile } from './config-map';
import { headlessName, ports, volumes } from './servers';

export interface ServerParts {
  readonly image: Image;
  readonly config: ConfigMap;
  readonly serviceAccount: ServiceAccount;
  readonly replicas: number;
  readonly clustered: Condition;
}

/** Time for lame duck mode, in which clients are sent to other servers: 30 seconds, and a reserve. */
const terminationGracePeriodSeconds = 60;

/** The servers, each with a volume of its own. */
export function statefulSet(scope: Construct, component: Component, parts: ServerParts): ApiObject {
  const { values, selector, metadata, fullName } = component;
  const user = podUser(values);
  const object = new ApiObject(scope, 'stateful-set', {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata,
    spec: {
      replicas: parts.replicas,
      serviceName: headlessName(fullName),
      // One after the other, the first server of a cluster would wait for the others for ever.
      podManagementPolicy: 'Parallel',
      revisionHistoryLimit: 5,
      selector: { matchLabels: { ...selector } },
    },
  });
  const container = {
    name: 'nats',
    image: parts.image.reference,
    imagePullPolicy: parts.image.pullPolicy,
    args: ['--config', `${volumes.config.path}/nats.conf`],
    env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } }],
    ports: Object.entries(ports).map(([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' })),
    resources: resourcesValue(values).fill(),
    lifecycle: new Guard(parts.clustered, { preStop: { exec: { command: ['nats-server', '--signal', 'ldm=1'] } } }),
    ...probes,
    ...restrictedContainer(user),
    volumeMounts: Object.entries(volumes).map(([name, { path }]) => ({
      name,
      mountPath: path,
      ...(name === 'config' ? { readOnly: true } : {}),
    })),
  };
  Edits.of(object)
    .set('/spec/template', {
      metadata: podMetadata(component),
      spec: {
        ...restrictedPod(user),
        ...podScheduling(component),
        containers: [container],
        imagePullSecrets: [parts.image.pullSecrets],
        serviceAccountName: parts.serviceAccount.name,
        terminationGracePeriodSeconds,
        volumes: [
          { name: 'config', projected: { defaultMode: 0o440, sources: configSources(component, parts.config) } },
        ],
      },
    })
    .set('/spec/volumeClaimTemplates', [volumeClaim(values, 'data', selector, '10Gi')]);
  return object;
}

/**
 * Ready when the server itself is well, so that it stays in its Service while a stream catches up; alive as long as
 * JetStream is on at all, because a restart heals nothing else.
 */
const probes = {
  startupProbe: probe('/healthz', 10, 90),
  readinessProbe: probe('/healthz?js-server-only=true', 10, 3),
  livenessProbe: probe('/healthz?js-enabled-only=true', 30, 3),
};

function probe(path: string, periodSeconds: number, failureThreshold: number): Template {
  return { httpGet: { path, port: 'monitor', scheme: 'HTTP' }, periodSeconds, timeoutSeconds: 5, failureThreshold };
}

/** The configuration, and beside it the public key of every user; the seeds stay in their Secrets. */
function configSources(component: Component, config: ConfigMap): Template[] {
  const { names, values, topology } = component;
  const own = values.at('publicKeys').describe('Public nkeys of the users.');
  const existing = own.string('existingSecret', {
    default: '',
    pattern: optionalDnsSubdomain,
    description:
      'Secret with a file <user>.conf for each user; empty: the file public.conf in the Secret <user>-nats of each.',
  });
  const users = brokerPermissions(topology).map(({ name }) => name);
  const stored = storedSecret(component);
  return [
    { configMap: { name: config.name } },
    new Guard(
      anyOf(new Given([...own.path, 'existingSecret']), stored.enabled),
      new Items([
        {
          secret: {
            name: new Fallback(expressionOf(existing), expressionOf(stored.name)),
            items: users.map((user) => ({ key: publicKeysOf(user), path: publicKeyFile(user) })),
          },
        },
      ]),
      new Items(
        users.map((user) => ({
          secret: {
            name: names.name(`${user}-nats`),
            items: [{ key: 'public.conf', path: publicKeyFile(user) }],
          },
        })),
      ),
    ),
  ];
}
