import type { ConfigMap } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { hashedConfigMap, keepForOldPods } from '../../microservice';
import { Choice, type Condition, expressionOf, Guard, NamedBlock, stringPlaceholder } from '../../template';
import { brokerPermissions, natsConfig, nkeyVariables } from '../../topology';
import type { Component } from '../component';
import { ports, routes, volumes } from './servers';

/**
 * The configuration of the servers: immutable, and named by the hash of its data, so that a change rolls the pods. The
 * users' public keys are not in it; it includes them from files that their Secrets give.
 */
export function configMap(scope: Construct, component: Component, clustered: Condition): ConfigMap {
  const { names, fullName, metadata, name } = component;
  const data = new NamedBlock(names.template('config', name), 'Configuration files of nats-server.', {
    'nats.conf': expressionOf(serverConfig(component, clustered)),
    'cluster.conf': new Guard(clustered, expressionOf(clusterConfig(fullName))),
  });
  const map = hashedConfigMap(scope, 'nats-config', {
    metadata: { ...metadata, name: `${fullName}-config` },
    data,
    source: 'the topology and the values say',
  });
  keepForOldPods(map, component.platform);
  return map;
}

function serverConfig({ topology, values }: Component, clustered: Condition): string {
  const users = brokerPermissions(topology);
  const mode = stringPlaceholder(new Choice(clustered, 'cluster', 'single'));
  const config = natsConfig({
    users,
    publicKeys: nkeyVariables,
    // A server that joins a cluster removes what it stored alone, so that each way to run has a folder of its own.
    storeDir: `${volumes.data.path}/${mode}`,
    port: ports.client,
    monitorPort: ports.monitor,
    serverName: { variable: 'POD_NAME' },
    maxFileStore: values.at('jetstream').describe('Limits of JetStream.').string('maxFileStore', {
      default: '8Gi',
      pattern: '^[1-9][0-9]{0,5}(Mi|Gi|Ti)$',
      description: 'Disk that all streams together may use on a server; leave a fifth of the volume free.',
    }),
  });
  const keys = users.map((user) => `include ${JSON.stringify(publicKeyFile(user.name))}`);
  const cluster = stringPlaceholder(new Choice(clustered, 'include "cluster.conf"', '# A single server.'));
  return ['# Public keys of the users, from their Secrets.', ...keys, '', config + cluster].join('\n');
}

/** File with the public key of a user, relative to the configuration. */
export function publicKeyFile(user: string): string {
  return `users/${user}.conf`;
}

function clusterConfig(fullName: string): string {
  return [
    'cluster {',
    `  name: ${JSON.stringify(fullName)}`,
    `  port: ${ports.routes}`,
    '  routes: [',
    ...routes(fullName).map((route) => `    ${JSON.stringify(route)}`),
    '  ]',
    '}',
  ].join('\n');
}
