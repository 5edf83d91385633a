import { ApiObject } from 'cdk8s';
import type { ServiceAccount } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import {
  type Image,
  podUser,
  resourcesValue,
  restrictedContainer,
  restrictedPod,
  secretDirectory,
} from '../../microservice';
import { Edits } from '../../synth';
import { type Condition, expressionOf, type Template, Text } from '../../template';
import { type Component, metadataOf } from '../component';
import { podMetadata, podScheduling } from '../pod-values';
import { volumeClaim } from '../volume';
import { port, superuser, superuserSecret } from './databases';

export interface ServerParts {
  readonly image: Image;
  readonly serviceAccount: ServiceAccount;
  readonly enabled: Condition;
}

const data = '/var/lib/postgresql';
const sockets = '/var/run/postgresql';

/** The one server. */
export function statefulSet(scope: Construct, component: Component, parts: ServerParts): ApiObject {
  const { values, selector, metadata } = component;
  const user = podUser(values);
  const object = new ApiObject(scope, 'stateful-set', {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata,
    spec: {
      replicas: 1,
      serviceName: metadataOf(component, 'headless').name,
      revisionHistoryLimit: 5,
      selector: { matchLabels: { ...selector } },
    },
  });
  const connections = values.integer('maxConnections', {
    default: 200,
    minimum: 10,
    maximum: 10_000,
    description: 'Connections that the server takes: pods of all services times the size of their pools.',
  });
  const isReady = ['pg_isready', '--quiet', '--host=127.0.0.1', `--port=${port}`, `--username=${superuser}`];
  const container: Template = {
    name: 'postgresql',
    image: parts.image.reference,
    imagePullPolicy: parts.image.pullPolicy,
    args: ['-c', new Text(['max_connections=', expressionOf(String(connections))])],
    env: [
      // Below the mount: initdb wants an empty directory that is its own.
      { name: 'PGDATA', value: `${data}/pgdata` },
      { name: 'POSTGRES_USER', value: superuser },
      { name: 'POSTGRES_PASSWORD_FILE', value: `${secretDirectory}/password` },
    ],
    ports: [{ name: 'postgresql', containerPort: port, protocol: 'TCP' }],
    resources: resourcesValue(values).fill(),
    startupProbe: { exec: { command: isReady }, periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 150 },
    readinessProbe: { exec: { command: isReady }, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2 },
    livenessProbe: { tcpSocket: { port: 'postgresql' }, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 6 },
    ...restrictedContainer(user),
    volumeMounts: [
      { name: 'data', mountPath: data },
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'sockets', mountPath: sockets },
      { name: 'superuser', mountPath: secretDirectory, readOnly: true },
    ],
  };
  const secret = {
    secretName: superuserSecret(component),
    defaultMode: 0o440,
    items: [{ key: 'password', path: 'password' }],
  };
  Edits.of(object)
    .guardObject(parts.enabled)
    .set('/spec/template', {
      metadata: podMetadata(component),
      spec: {
        ...restrictedPod(user),
        ...podScheduling(component),
        containers: [container],
        imagePullSecrets: [parts.image.pullSecrets],
        serviceAccountName: parts.serviceAccount.name,
        // A fast shutdown ends connections and writes a checkpoint.
        terminationGracePeriodSeconds: 60,
        volumes: [
          { name: 'superuser', secret },
          { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
          { name: 'sockets', emptyDir: { sizeLimit: '1Mi' } },
        ],
      },
    })
    .set('/spec/volumeClaimTemplates', [volumeClaim(values, 'data', selector, '10Gi')]);
  return object;
}
